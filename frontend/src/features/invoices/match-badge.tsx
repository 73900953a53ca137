import { IconAlertTriangle, IconCircleCheck, IconCircleDashed } from '@tabler/icons-react';
import type { report } from '../../api/backend';
import '../../ui/badge.css';

/** Whether an invoice and the count are the same, in a word and a shape. */
export function MatchBadge({ check }: { check: report.InvoiceCheck }) {
  if (check.match) {
    return (
      <span className="badge" data-tone="calm">
        <IconCircleCheck aria-hidden />
        Matches
      </span>
    );
  }
  if (!check.difference) {
    return (
      <span className="badge" data-tone="quiet">
        <IconCircleDashed aria-hidden />
        Cannot be compared
      </span>
    );
  }
  return (
    <span className="badge" data-tone="near">
      <IconAlertTriangle aria-hidden />
      Differs
    </span>
  );
}
