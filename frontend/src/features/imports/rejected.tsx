import type { imports } from '../../api/backend';
import { ScrollBox } from '../../ui/scroll-box';
import { formatCount } from '../../format/numbers';
import { t } from '../../words';
import { counting } from './words';

/** The rows that cannot be imported, each with its line in the file and the reason. */
export function Rejected({ preview }: { preview: imports.Preview }) {
  const { rejected, rejected_count: all } = preview;
  if (all === 0) return null;
  const more = all - rejected.length;
  return (
    <section className="stack-tight" aria-label={t('imports.rejected.title')}>
      <h3>{t('imports.rejected.rows', counting(all))}</h3>
      <ScrollBox label={t('imports.rejected.byLine')}>
        <ul className="imports-rejected">
          {rejected.map(({ line, reason }, i) => (
            <li key={i}>{t('imports.rejected.line', { n: formatCount(line), reason })}</li>
          ))}
        </ul>
      </ScrollBox>
      {more > 0 && <p className="quiet">{t('imports.moreRows', counting(more))}</p>}
    </section>
  );
}
