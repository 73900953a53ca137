import { IconAlertTriangle, IconCircleCheck, IconCircleDashed } from '@tabler/icons-react';
import type { report } from '../../api/backend';
import { Badge } from '../../ui/badge';
import { t } from '../../words';

/** Whether an invoice and the count are the same, in a word and a shape. */
export function MatchBadge({ check }: { check: report.InvoiceCheck }) {
  if (check.match) return <Badge tone="calm" icon={<IconCircleCheck aria-hidden />}>{t('invoices.match.yes')}</Badge>;
  if (!check.difference) return <Badge tone="quiet" icon={<IconCircleDashed aria-hidden />}>{t('invoices.match.unknown')}</Badge>;
  return <Badge tone="near" icon={<IconAlertTriangle aria-hidden />}>{t('invoices.match.no')}</Badge>;
}
