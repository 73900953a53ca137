import type { imports } from '../../api/backend';
import { formatDate } from '../../format/days';
import type { Amount } from '../../format/money';
import { Moneys } from '../../ui/money';
import { ScrollBox } from '../../ui/scroll-box';
import { t } from '../../words';
import { counting } from './words';

const most = 7;

/** What would change of each day, the first few of them. */
export function Changes({ preview }: { preview: imports.Preview }) {
  if (preview.changed_days === 0) return null;
  const listed = preview.changes.slice(0, most);
  const more = preview.changed_days - listed.length;
  return (
    <section className="stack-tight" aria-label={t('imports.changes.title')}>
      <h3>{t('imports.changes.days', counting(preview.changed_days))}</h3>
      <ScrollBox label={t('imports.changes.byDay')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('imports.changes.day')}</th>
              <th scope="col">{t('imports.changes.before')}</th>
              <th scope="col">{t('imports.changes.after')}</th>
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
      {more > 0 && <p className="quiet">{t('imports.moreDays', counting(more))}</p>}
    </section>
  );
}

/** Null is a day of which nothing is imported, an empty list one that cost nothing. */
function Total({ amounts }: { amounts: Amount[] | null }) {
  if (!amounts) return <span className="quiet">{t('imports.changes.nothing')}</span>;
  if (amounts.length === 0) return <span className="quiet">{t('imports.noCost')}</span>;
  return <Moneys amounts={amounts} />;
}
