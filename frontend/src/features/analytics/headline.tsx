import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { report } from '../../api/backend';
import { formatDay } from '../../format/days';
import { exactMoney, formatAll, formatMoney } from '../../format/money';
import { formatPercent, formatShort } from '../../format/numbers';
import { basisWords, stateWords } from '../../format/words';
import { Money } from '../../ui/money';
import { Say } from '../../ui/say';
import { spoken, t } from '../../words';
import { changeWords, spanWords } from './words';

interface Props {
  a: report.Analytics;
  days: string;
  goToAccounts: () => void;
  showEntries: () => void;
}

/** The total, how it compares, what it is made of and what it lacks. */
export function Headline({ a, days, goToAccounts, showEntries }: Props) {
  const exact = a.totals.map(exactMoney).join(' + ') || t('format.noData');
  return (
    <section className="analytics-head" aria-label={t('analytics.total')}>
      <div className="stack-tight">
        <p className="quiet">{t('analytics.spent', { days })}</p>
        <p className="analytics-figure money">
          {a.at_least && a.totals.length > 0 && <span className="analytics-least">{t('ui.spent.atLeast')} </span>}
          <span title={exact}>{formatAll(a.totals)}</span>
          <span className="spoken-only">{t('analytics.exactly', { exact })}</span>
        </p>
        {a.before && <Compared before={a.before} today={a.today} />}
        <p className="quiet">{[a.bases.map((b) => basisWords[b] ?? b).join(', '), a.settled_through ? t('analytics.settled', { day: formatDay(a.settled_through) }) : ''].filter(Boolean).join(' · ')}</p>
        <div>
          <Button size="xs" variant="default" onClick={showEntries}>
            {t('analytics.entries')}
          </Button>
        </div>
      </div>
      <Facts a={a} />
      {a.gaps.length > 0 && (
        <div className="row apart analytics-gaps">
          <p className="quiet analytics-words">{t('analytics.incomplete', { gaps: gapWords(a.gaps) })}</p>
          <Button size="xs" variant="default" onClick={goToAccounts}>
            {t('analytics.accounts')}
          </Button>
        </div>
      )}
      {a.notes.map((note) => (
        <p key={note} className="quiet analytics-gaps">
          {note}
        </p>
      ))}
    </section>
  );
}

function Compared({ before, today }: { before: report.Before; today: string }) {
  const days = spanWords(before.from, before.through, today);
  if (before.totals.length === 0) return <p className="quiet">{t('analytics.nothingBefore', { days })}</p>;
  return (
    <p className="analytics-words">
      <strong>{before.changes.map((c) => changeWords(c.amount, c.percent)).join(', ')}</strong>
      <span className="quiet">{` ${t(before.at_least ? 'analytics.fromAtLeast' : 'analytics.fromTotal', { total: formatAll(before.totals), days })}`}</span>
    </p>
  );
}

function Facts({ a }: { a: report.Analytics }) {
  const f = a.forecast;
  return (
    <dl className="analytics-facts">
      {f?.amount && f.low && f.high && (
        <Fact term={t('analytics.monthEnd', { currency: f.currency })}>
          <Say text={t('analytics.about')} parts={{ amount: <Money amount={f.amount} /> }} />
          <span className="quiet">{` (${formatMoney(f.low)} – ${formatMoney(f.high)})`}</span>
        </Fact>
      )}
      {a.tokens && <Fact term={t('analytics.tokens')}>{tokenWords(a.tokens)}</Fact>}
      {a.tokens && a.tokens.requests > 0 && <Fact term={t('analytics.requests')}>{formatShort(a.tokens.requests)}</Fact>}
      {a.cache_hit && <Fact term={t('analytics.cacheShare')}>{formatPercent(a.cache_hit)}</Fact>}
    </dl>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt className="quiet">{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Tokens in and out, "65.3M in, 2.6M out". */
export function tokenWords(tokens: report.Tokens): string {
  return t('analytics.inOut', { input: formatShort(tokens.input_tokens), output: formatShort(tokens.output_tokens) });
}

const mostNamed = 4;

/** Words as they stand inside a sentence; German nouns keep their capitals. */
const inside = (words: string) => (spoken() === 'de' ? words : words.toLowerCase());

/** What a total lacks, in one line. */
function gapWords(gaps: report.Gap[]): string {
  const named = gaps.slice(0, mostNamed).map((g) => {
    const days = g.from && g.through ? `, ${g.from === g.through ? formatDay(g.from) : t('analytics.span', { from: formatDay(g.from), through: formatDay(g.through) })}` : '';
    return `${g.label} (${inside(stateWords[g.state] ?? g.state)}${days})`;
  });
  const others = gaps.length - named.length;
  return others > 0 ? t('analytics.andMore', { names: named.join(', '), n: others }) : named.join(', ');
}
