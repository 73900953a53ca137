import { backend, type outlook } from '../../api/backend';
import { isOwnLimit } from '../../format/limit';
import { Confirm } from '../../ui/confirm';
import { t } from '../../words';

/** Forgets a budget, once that is confirmed. */
export function RemoveBudget({ state, close }: { state: outlook.State; close: () => void }) {
  const own = isOwnLimit(state.budget);
  return (
    <Confirm title={t('budgets.remove.title', { title: state.title })} verb={t('budgets.remove.verb')} act={() => backend.removeBudget(state.budget.id)} close={close}>
      {own && `${t('budgets.remove.own', { of: state.of })} `}
      {t('budgets.remove.means')}
    </Confirm>
  );
}
