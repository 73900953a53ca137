import { useQuery } from '@tanstack/react-query';
import type { outlook } from '../../api/backend';
import { queries } from '../../api/queries';
import { ForecastCourse } from '../../charts/forecast-course';
import { formatDay } from '../../format/days';
import { Dialog } from '../../ui/dialog';
import { Money } from '../../ui/money';
import { Notice } from '../../ui/notice';
import { ScrollBox } from '../../ui/scroll-box';
import { t } from '../../words';
import { periodWords } from './words';

/** How a budget stood in each of its periods, and how the forecast of this one moved. */
export function HistoryDialog({ state, close }: { state: outlook.State; close: () => void }) {
  const history = useQuery(queries.budgetHistory(state.budget.id));
  return (
    <Dialog title={t('budgets.history.of', { title: state.title })} size="lg" close={close}>
      <div className="stack">
        {history.isPending && <p role="status">{t('budgets.history.looking')}</p>}
        {history.error && <Notice tone="reached">{history.error.message}</Notice>}
        {history.data && <Periods periods={history.data.periods} />}
        {history.data && <Course history={history.data} state={state} />}
      </div>
    </Dialog>
  );
}

function Periods({ periods }: { periods: outlook.Past[] }) {
  return (
    <ScrollBox label={t('budgets.history.periods')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('budgets.history.period')}</th>
            <th scope="col" data-number>
              {t('budgets.history.spent')}
            </th>
            <th scope="col" data-number>
              {t('budgets.history.limit')}
            </th>
            <th scope="col" data-number>
              {t('budgets.history.used')}
            </th>
            <th scope="col">{t('budgets.history.reached')}</th>
            <th scope="col">{t('budgets.certainty.term')}</th>
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
      <td data-number>{known ? <Money amount={state.spent} /> : t('budgets.history.unread')}</td>
      <td data-number>{state.limit && <Money amount={state.limit} />}</td>
      <td data-number>{known ? `${state.percent} %` : ''}</td>
      <td>
        {passed.length === 0 && t('budgets.history.none')}
        <ul>
          {passed.map(({ level, on }) => (
            <li key={level}>{`${level} %: ${formatDay(on)}`}</li>
          ))}
        </ul>
      </td>
      <td>{known ? (settled ? t('budgets.certainty.settled') : t('budgets.certainty.provisional')) : t('budgets.history.unread')}</td>
    </tr>
  );
}

function Course({ history, state }: { history: outlook.History; state: outlook.State }) {
  if (history.projections.length === 0) return <p className="quiet">{t('budgets.history.noCourse')}</p>;
  return <ForecastCourse title={t('budgets.history.course')} projections={history.projections} limit={state.budget.limit} />;
}
