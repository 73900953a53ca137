import { Button } from '@mantine/core';
import { useState } from 'react';
import type { report } from '../../api/backend';
import { formatDay } from '../../format/days';
import { formatCount } from '../../format/numbers';
import { stateWords } from '../../format/words';
import { Notice } from '../../ui/notice';
import { locale, t } from '../../words';

const fewGroups = 3;
const fewLabels = 5;

/** Nothing is wrong: the vendor tells nothing, or not yet. */
const quiet = ['not_published', 'not_yet'];

interface Ways {
  goToAccounts: () => void;
  goToAccount: (id: string) => void;
  importInto?: (account: string) => void;
}

/** What the totals lack, each with its reason and where to mend it. Accounts that lack the same share a line. */
export function Gaps({ gaps, ...ways }: Ways & { gaps: report.Gap[] }) {
  const [whole, setWhole] = useState(false);
  if (gaps.length === 0) return null;
  const groups = together(gaps);
  return (
    <section aria-label={t('overview.gaps.title')} className="stack-tight">
      {groups.slice(0, whole ? undefined : fewGroups).map((group) => (
        <Line key={group[0].account} group={group} {...ways} />
      ))}
      {groups.length > fewGroups && (
        <div>
          <Button variant="subtle" size="xs" aria-expanded={whole} onClick={() => setWhole(!whole)}>
            {whole ? t('overview.fewer') : t('overview.gaps.more', { n: formatCount(groups.length - fewGroups) })}
          </Button>
        </div>
      )}
    </section>
  );
}

type Group = [report.Gap, ...report.Gap[]];

function Line({ group, goToAccounts, goToAccount, importInto }: Ways & { group: Group }) {
  const [gap] = group;
  const alone = group.length === 1;
  const canImport = gap.state === 'not_published' && alone && importInto;
  const action = canImport ? (
    <Button variant="default" size="xs" onClick={() => importInto(gap.account)}>
      {t('ui.unknown.import')}
    </Button>
  ) : (
    <Button variant="default" size="xs" onClick={() => (alone ? goToAccount(gap.account) : goToAccounts())}>
      {alone ? t('overview.gaps.account') : t('overview.gaps.accounts')}
    </Button>
  );
  const waiting = gap.state === 'not_yet'; // nobody can do anything, and nothing is wrong
  return (
    <Notice tone={quiet.includes(gap.state) ? 'info' : 'near'} title={titleOf(group)} action={waiting ? undefined : action}>
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

function titleOf(group: Group): string {
  const [gap] = group;
  const state = stateWords[gap.state] ?? gap.state;
  const days = daysOf(gap);
  const labels = labelsOf(group);
  return days ? t('overview.gaps.onDays', { labels, state, days }) : t('overview.gaps.lacks', { labels, state });
}

/** The names of a group; of many the first and how many more. */
function labelsOf(group: Group): string {
  const labels = group.map((g) => g.label);
  const more = labels.length - fewLabels;
  const named = more > 1 ? [...labels.slice(0, fewLabels), t('overview.gaps.labels', { n: formatCount(more) })] : labels;
  return new Intl.ListFormat(locale()).format(named);
}

function daysOf(gap: report.Gap): string {
  if (!gap.from || !gap.through) return '';
  const [from, through] = [formatDay(gap.from), formatDay(gap.through)];
  const one = gap.from === gap.through;
  if (gap.state === 'not_yet') return one ? from : t('overview.gaps.span', { from, through });
  return one ? t('overview.gaps.day', { day: from }) : t('overview.gaps.days', { from, through });
}
