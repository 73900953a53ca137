import { useQuery } from '@tanstack/react-query';
import type { outlook } from '../../api/backend';
import { queries } from '../../api/queries';
import { ForecastCourse } from '../../charts/forecast-course';
import { formatDay } from '../../format/days';
import { Dialog } from '../../ui/dialog';
import { Money } from '../../ui/money';
import { Notice } from '../../ui/notice';
import { ScrollBox } from '../../ui/scroll-box';
import { periodWords } from './words';

/** How a budget stood in each of its periods, and how the forecast of this one moved. */
export function HistoryDialog({ state, close }: { state: outlook.State; close: () => void }) {
  const history = useQuery(queries.budgetHistory(state.budget.id));
  return (
    <Dialog title={`History of ${state.title}`} size="lg" close={close}>
      <div className="stack">
        {history.isPending && <p role="status">Looking it up …</p>}
        {history.error && <Notice tone="reached">{history.error.message}</Notice>}
        {history.data && <Periods periods={history.data.periods} />}
        {history.data && <Course history={history.data} state={state} />}
      </div>
    </Dialog>
  );
}

function Periods({ periods }: { periods: outlook.Past[] }) {
  return (
    <ScrollBox label="Periods">
      <table>
        <thead>
          <tr>
            <th scope="col">Period</th>
            <th scope="col" data-number>
              Spent
            </th>
            <th scope="col" data-number>
              Limit
            </th>
            <th scope="col" data-number>
              Used
            </th>
            <th scope="col">Reached</th>
            <th scope="col">Certainty</th>
          </tr>
        </thead>
        <tbody>
          {periods.map((past) => (
            <PastRow key={past.state.period.start} past={past} />
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

function PastRow({ past: { state, passed, settled, known } }: { past: outlook.Past }) {
  return (
    <tr>
      <th scope="row">{periodWords(state.period)}</th>
      <td data-number>{known ? <Money amount={state.spent} /> : 'not read'}</td>
      <td data-number>{state.limit && <Money amount={state.limit} />}</td>
      <td data-number>{known ? `${state.percent} %` : ''}</td>
      <td>
        {passed.length === 0 && 'none'}
        <ul>
          {passed.map(({ level, on }) => (
            <li key={level}>{`${level} %: ${formatDay(on)}`}</li>
          ))}
        </ul>
      </td>
      <td>{known ? (settled ? 'settled' : 'provisional') : 'not read'}</td>
    </tr>
  );
}

function Course({ history, state }: { history: outlook.History; state: outlook.State }) {
  if (history.projections.length === 0) return <p className="quiet">No forecast of this period was kept yet. From the first one on, each day’s is kept, so that you can see how it moved.</p>;
  return <ForecastCourse title="How the forecast moved" projections={history.projections} limit={state.budget.limit} />;
}
