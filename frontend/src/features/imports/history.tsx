import { useQuery } from '@tanstack/react-query';
import { queries } from '../../api/queries';
import { formatMoment } from '../../format/days';
import { formatCount } from '../../format/numbers';
import { Moneys } from '../../ui/money';
import { Notice } from '../../ui/notice';
import { Panel } from '../../ui/panel';
import { ScrollBox } from '../../ui/scroll-box';
import { t } from '../../words';
import { days } from './words';

/** What was imported into an account before, the latest first. */
export function History({ account, label }: { account: string; label: string }) {
  const { data, error } = useQuery(queries.importHistory(account));
  if (error) return <Notice tone="reached">{error.message}</Notice>;
  if (!data) return null;
  return (
    <Panel title={t('imports.history.title', { account: label })}>
      {data.length === 0 && <p className="quiet">{t('imports.history.none')}</p>}
      {data.length > 0 && (
        <ScrollBox label={t('imports.history.of', { account: label })}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('imports.history.file')}</th>
                <th scope="col">{t('imports.history.at')}</th>
                <th scope="col">{t('imports.history.days')}</th>
                <th scope="col">{t('imports.history.rows')}</th>
                <th scope="col">{t('imports.history.total')}</th>
              </tr>
            </thead>
            <tbody>
              {data.map((done, i) => (
                <tr key={i}>
                  <th scope="row" title={done.file}>
                    {done.file}
                  </th>
                  <td>{formatMoment(done.at)}</td>
                  <td>{days(done.from, done.through)}</td>
                  <td>
                    {formatCount(done.rows)}
                    {done.rejected > 0 && <span className="quiet">{t('imports.history.leftOut', { n: formatCount(done.rejected) })}</span>}
                  </td>
                  <td>{done.totals.length > 0 ? <Moneys amounts={done.totals} /> : t('imports.noCost')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
    </Panel>
  );
}
