import { backend, type outlook, type tag } from '../../api/backend';
import { formatCount } from '../../format/numbers';
import { Confirm } from '../../ui/confirm';
import { t } from '../../words';
import { titlesOf } from './titles';

/** Says first what would go and what refers to it, then forgets the tag. */
export function RemoveTag({ tag, budgets, close }: { tag: tag.Tag; budgets: outlook.State[]; close: () => void }) {
  const count = budgets.length;
  return (
    <Confirm title={t('tags.removal.title', { name: tag.name })} verb={t('tags.removal.verb')} act={() => backend.putTag(tag.name, [])} close={close}>
      {t('tags.removal.means')}
      {count > 0 && (
        <>
          {' '}
          <strong>{t('tags.removal.budgets', { count, n: formatCount(count), titles: titlesOf(budgets) })}</strong>
        </>
      )}
    </Confirm>
  );
}
