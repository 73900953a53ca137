import { Button } from '@mantine/core';
import type { report } from '../../api/backend';
import { formatDay } from '../../format/days';
import { stateWords } from '../../format/words';
import { Notice } from '../../ui/notice';

interface Ways {
  goToAccounts: () => void;
  importInto?: (account: string) => void;
}

/** What the totals lack, each with its reason and where to mend it. Accounts that lack the same share a line. */
export function Gaps({ gaps, ...ways }: Ways & { gaps: report.Gap[] }) {
  if (gaps.length === 0) return null;
  return (
    <section aria-label="What the totals lack" className="stack-tight">
      {together(gaps).map((group) => (
        <Line key={group[0].account} group={group} {...ways} />
      ))}
    </section>
  );
}

type Group = [report.Gap, ...report.Gap[]];

function Line({ group, goToAccounts, importInto }: Ways & { group: Group }) {
  const [gap] = group;
  const labels = new Intl.ListFormat('en').format(group.map((g) => g.label));
  const canImport = gap.state === 'not_published' && group.length === 1 && importInto;
  const action = canImport ? (
    <Button variant="default" size="xs" onClick={() => importInto(gap.account)}>
      Import an export
    </Button>
  ) : (
    <Button variant="default" size="xs" onClick={goToAccounts}>
      {group.length === 1 ? 'Go to account' : 'Go to accounts'}
    </Button>
  );
  const waiting = gap.state === 'not_yet'; // nobody can do anything, and nothing is wrong
  return (
    <Notice tone={waiting ? 'info' : 'near'} title={`${labels}: ${stateWords[gap.state] ?? gap.state}${days(gap)}. `} action={waiting ? undefined : action}>
      {gap.reason}
    </Notice>
  );
}

/** Gaps of one state, reason and span in one group, in the order of the first of each. */
function together(gaps: report.Gap[]): Group[] {
  const groups = new Map<string, Group>();
  for (const gap of gaps) {
    const kind = [gap.state, gap.reason, gap.from, gap.through].join('\n');
    const group = groups.get(kind);
    if (group) group.push(gap);
    else groups.set(kind, [gap]);
  }
  return [...groups.values()];
}

function days(gap: report.Gap): string {
  if (!gap.from || !gap.through) return '';
  const one = gap.from === gap.through;
  const span = one ? formatDay(gap.from) : `${formatDay(gap.from)} to ${formatDay(gap.through)}`;
  if (gap.state === 'not_yet') return `, ${span}`;
  return `, ${span} ${one ? 'is' : 'are'} missing`;
}
