import type { imports } from '../../api/backend';
import { formatDate } from '../../format/days';
import type { Amount } from '../../format/money';
import { Moneys } from '../../ui/money';
import { ScrollBox } from '../../ui/scroll-box';
import { count } from './words';

const most = 7;

/** What would change of each day, the first few of them. */
export function Changes({ preview }: { preview: imports.Preview }) {
  if (preview.changed_days === 0) return null;
  const listed = preview.changes.slice(0, most);
  const more = preview.changed_days - listed.length;
  return (
    <section className="stack-tight" aria-label="What changes">
      <h3>{count(preview.changed_days, 'day changes', 'days change')}</h3>
      <ScrollBox label="What changes, by day">
        <table>
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col">Imported so far</th>
              <th scope="col">After this import</th>
            </tr>
          </thead>
          <tbody>
            {listed.map(({ day, before, after }) => (
              <tr key={day}>
                <th scope="row">{formatDate(day)}</th>
                <td>
                  <Total amounts={before} />
                </td>
                <td>
                  <Total amounts={after} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      {more > 0 && <p className="quiet">and {count(more, 'more day', 'more days')}</p>}
    </section>
  );
}

/** Null is a day of which nothing is imported, an empty list one that cost nothing. */
function Total({ amounts }: { amounts: Amount[] | null }) {
  if (!amounts) return <span className="quiet">nothing imported</span>;
  if (amounts.length === 0) return <span className="quiet">no cost</span>;
  return <Moneys amounts={amounts} />;
}
