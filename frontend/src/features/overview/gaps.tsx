import { Button } from '@mantine/core';
import type { report } from '../../api/backend';
import { formatDay } from '../../format/days';
import { stateWords } from '../../format/words';
import { Notice } from '../../ui/notice';

/** What the totals lack, each with its reason and where to mend it. */
export function Gaps({ gaps, goToAccounts }: { gaps: report.Gap[]; goToAccounts: () => void }) {
  return gaps.map((gap) => (
    <Notice
      key={gap.account}
      title={`${gap.label}: ${stateWords[gap.state] ?? gap.state}${days(gap)}. `}
      action={
        <Button variant="default" size="xs" onClick={goToAccounts}>
          Go to account
        </Button>
      }
    >
      {gap.reason}
    </Notice>
  ));
}

function days(gap: report.Gap): string {
  if (!gap.from || !gap.through) return '';
  if (gap.from === gap.through) return `, ${formatDay(gap.from)} is missing`;
  return `, ${formatDay(gap.from)} to ${formatDay(gap.through)} is missing`;
}
