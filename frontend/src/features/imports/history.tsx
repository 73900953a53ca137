import { useQuery } from '@tanstack/react-query';
import { queries } from '../../api/queries';
import { formatMoment } from '../../format/days';
import { Moneys } from '../../ui/money';
import { Notice } from '../../ui/notice';
import { Panel } from '../../ui/panel';
import { ScrollBox } from '../../ui/scroll-box';
import { days } from './words';

/** What was imported into an account before, the latest first. */
export function History({ account, label }: { account: string; label: string }) {
  const { data, error } = useQuery(queries.importHistory(account));
  if (error) return <Notice tone="reached">{error.message}</Notice>;
  if (!data) return null;
  return (
    <Panel title={`Imported into ${label} before`}>
      {data.length === 0 && <p className="quiet">Nothing yet.</p>}
      {data.length > 0 && (
        <ScrollBox label={`Imports of ${label}`}>
          <table>
            <thead>
              <tr>
                <th scope="col">File</th>
                <th scope="col">Imported</th>
                <th scope="col">Days</th>
                <th scope="col">Rows</th>
                <th scope="col">Total</th>
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
                    {done.rows.toLocaleString('en')}
                    {done.rejected > 0 && <span className="quiet">{`, ${done.rejected.toLocaleString('en')} left out`}</span>}
                  </td>
                  <td>{done.totals.length > 0 ? <Moneys amounts={done.totals} /> : 'no cost'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
    </Panel>
  );
}
