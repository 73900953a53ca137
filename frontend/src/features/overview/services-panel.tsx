import { Button } from '@mantine/core';
import { useState } from 'react';
import type { report } from '../../api/backend';
import { Sparkline } from '../../charts/sparkline';
import { formatDay } from '../../format/days';
import { formatSmallMoney, toPixels } from '../../format/money';
import { formatCount } from '../../format/numbers';
import { Money } from '../../ui/money';
import { Panel } from '../../ui/panel';
import { t } from '../../words';
import { entriesOf, ofService } from './entries';

const few = 8;

interface Props {
  overview: report.Overview;
  goToEntries: (state: string) => void;
}

/** What each service cost this month and how it went in the last 30 days; each leads to its entries. */
export function ServicesPanel({ overview, goToEntries }: Props) {
  const [whole, setWhole] = useState(false);
  const { services, bars, month, today } = overview;
  const inMain = services.filter((s) => s.amount.currency === bars.currency).map((s) => s.key);
  return (
    <Panel title={t('overview.services.title')}>
      {services.length === 0 && <p className="quiet">{t('overview.services.nothing')}</p>}
      <ul className="overview-services">
        {services.slice(0, whole ? undefined : few).map((slice) => (
          <li key={`${slice.key} ${slice.amount.currency}`}>
            <button type="button" aria-label={t('overview.services.entries', { service: slice.label, amount: formatSmallMoney(slice.amount) })} onClick={() => goToEntries(entriesOf(month.start, today, ofService(slice.key)))}>
              <bdi className="cut" title={slice.label}>
                {slice.label}
              </bdi>
            </button>
            <Course slice={slice} bars={bars} place={inMain.indexOf(slice.key)} />
            <Money amount={slice.amount} />
          </li>
        ))}
      </ul>
      {services.length > few && (
        <div>
          <Button variant="subtle" size="xs" aria-expanded={whole} onClick={() => setWhole(!whole)}>
            {whole ? t('overview.fewer') : t('overview.all', { n: formatCount(services.length) })}
          </Button>
        </div>
      )}
    </Panel>
  );
}

/** The line of a service; the days are known in one currency alone. */
function Course({ slice, bars, place }: { slice: report.Slice; bars: report.Bars; place: number }) {
  const values = slice.amount.currency === bars.currency ? bars.series.find((s) => s.service === slice.key)?.values : undefined;
  if (!values?.some(Boolean)) return <span />;
  return <Sparkline values={values} settled={bars.settled} place={place} label={courseWords(slice.label, bars.days, values)} />;
}

function courseWords(service: string, days: string[], values: report.Series['values']): string {
  const read = values.flatMap((amount, i) => (amount ? [{ amount, day: formatDay(days[i] ?? '') }] : []));
  const most = read.reduce((a, b) => (toPixels(b.amount) > toPixels(a.amount) ? b : a));
  const last = read.at(-1) ?? most;
  return t('overview.services.course', { service, most: formatSmallMoney(most.amount), day: most.day, last: formatSmallMoney(last.amount), lastDay: last.day });
}
