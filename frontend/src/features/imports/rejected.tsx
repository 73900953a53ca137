import type { imports } from '../../api/backend';
import { ScrollBox } from '../../ui/scroll-box';
import { count } from './words';

/** The rows that cannot be imported, each with its line in the file and the reason. */
export function Rejected({ preview }: { preview: imports.Preview }) {
  const { rejected, rejected_count: all } = preview;
  if (all === 0) return null;
  const more = all - rejected.length;
  return (
    <section className="stack-tight" aria-label="Rejected rows">
      <h3>{count(all, 'row is rejected', 'rows are rejected')}</h3>
      <ScrollBox label="Rejected rows by line">
        <ul className="imports-rejected">
          {rejected.map(({ line, reason }, i) => (
            <li key={i}>{`Line ${line.toLocaleString('en')}: ${reason}`}</li>
          ))}
        </ul>
      </ScrollBox>
      {more > 0 && <p className="quiet">and {count(more, 'more row', 'more rows')}</p>}
    </section>
  );
}
