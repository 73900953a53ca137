import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { report } from '../../api/backend';
import { formatCount, formatPercent } from '../../format/numbers';
import { Money } from '../../ui/money';
import { Panel } from '../../ui/panel';
import { ScrollBox } from '../../ui/scroll-box';
import { t } from '../../words';
import { tokenWords } from './headline';
import { changeWords, idOf } from './words';

interface Props {
  a: report.Analytics;
  title: string;
  /** What the rows are of, as a heading. */
  name: string;
  pick: (row: report.Group) => void;
  aside: ReactNode;
}

const many = 40; // more are shown on demand: a thousand rows take their time to draw

/** Every group with what is known of it; each leads to its entries. */
export function Rows({ a, title, name, pick, aside }: Props) {
  const [whole, setWhole] = useState(false);
  const has = {
    before: a.before !== null && a.before !== undefined,
    tokens: a.rows.some((r) => r.tokens),
    price: a.rows.some((r) => r.per_million),
    cache: a.rows.some((r) => r.cache_hit),
  };
  return (
    <Panel title={title} aside={aside}>
      <ScrollBox label={t('charts.tableOf', { title })}>
        <table>
          <thead>
            <tr>
              <th scope="col">{name}</th>
              <Head>{t('analytics.rows.amount')}</Head>
              <Head>{t('charts.share')}</Head>
              {has.before && <Head>{t('analytics.rows.before')}</Head>}
              {has.before && <Head>{t('analytics.rows.change')}</Head>}
              {has.tokens && <Head>{t('analytics.tokens')}</Head>}
              {has.price && <Head>{t('analytics.rows.million')}</Head>}
              {has.cache && <Head>{t('analytics.rows.cache')}</Head>}
            </tr>
          </thead>
          <tbody>
            {(whole ? a.rows : a.rows.slice(0, many)).map((row) => (
              <Row key={`${idOf(row)} ${row.amount.currency} ${row.other}`} row={row} has={has} pick={pick} />
            ))}
          </tbody>
        </table>
      </ScrollBox>
      {a.rows.length > many && (
        <div>
          <Button variant="subtle" size="xs" aria-expanded={whole} onClick={() => setWhole(!whole)}>
            {whole ? t('analytics.rows.fewer') : t('analytics.rows.all', { n: formatCount(a.rows.length) })}
          </Button>
        </div>
      )}
    </Panel>
  );
}

/** No day of a span is known of it. */
function Unknown() {
  return <span className="quiet">{t('format.noData')}</span>;
}

function Head({ children }: { children: string }) {
  return (
    <th scope="col" data-number>
      {children}
    </th>
  );
}

function Row({ row, has, pick }: { row: report.Group; has: Record<'before' | 'tokens' | 'price' | 'cache', boolean>; pick: Props['pick'] }) {
  const leads = !row.other && !row.untagged;
  return (
    <tr>
      <th scope="row" title={row.label}>
        {leads ? (
          <button type="button" className="analytics-link cut" onClick={() => pick(row)}>
            {row.label}
          </button>
        ) : (
          row.label
        )}
      </th>
      <td data-number>
        {row.unread ? <Unknown /> : <Money amount={row.amount} />}
      </td>
      <td data-number>{formatPercent(row.share)}</td>
      {has.before && <td data-number>{row.before ? <Money amount={row.before} /> : <Unknown />}</td>}
      {has.before && <td data-number>{row.change && changeWords(row.change, row.change_percent)}</td>}
      {has.tokens && (
        <td data-number title={row.tokens ? t('analytics.rows.exactly', { input: formatCount(row.tokens.input_tokens), cached: formatCount(row.tokens.cached_tokens), output: formatCount(row.tokens.output_tokens) }) : undefined}>
          {row.tokens && tokenWords(row.tokens)}
        </td>
      )}
      {has.price && <td data-number>{row.per_million && <Money amount={row.per_million} />}</td>}
      {has.cache && <td data-number>{formatPercent(row.cache_hit)}</td>}
    </tr>
  );
}
