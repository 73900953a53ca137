import { backend, type outlook } from '../../api/backend';
import { isOwnLimit } from '../../format/limit';
import { Confirm } from '../../ui/confirm';

/** Forgets a budget, once that is confirmed. */
export function RemoveBudget({ state, close }: { state: outlook.State; close: () => void }) {
  const own = isOwnLimit(state.budget);
  return (
    <Confirm title={`Remove ${state.title}`} verb="Remove budget" act={() => backend.removeBudget(state.budget.id)} close={close}>
      {own && `This is the monthly limit of ${state.of}: the account then has none. `}
      You no longer hear of it, and how its forecast moved is forgotten. What was spent stays counted.
    </Confirm>
  );
}
