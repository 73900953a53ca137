import type { provider } from '../../api/backend';
import { t } from '../../words';

/** A field's label; it says where the field may stay empty. */
export function FieldLabel({ field }: { field: provider.Field }) {
  if (!field.optional) return field.label;
  return (
    <>
      {field.label} <span className="quiet">{t('accounts.form.optional')}</span>
    </>
  );
}
