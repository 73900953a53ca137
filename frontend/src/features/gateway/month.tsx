import type { bind, gateway, report } from '../../api/backend';
import { formatDay } from '../../format/days';
import { formatCount } from '../../format/numbers';
import { Moneys } from '../../ui/money';
import { Notice } from '../../ui/notice';
import { Panel } from '../../ui/panel';
import { ScrollBox } from '../../ui/scroll-box';
import { locale, t } from '../../words';
import { byToken, type Row, withoutCost } from './usage';

/** What passed through the gateway this month, and what of it is in no total. */
export function Month({ view, cards }: { view: bind.GatewayView; cards: report.Card[] }) {
  const account = (id: string) => cards.find((c) => c.account.id === id)?.account.label ?? view.setups.find((s) => s.account === id)?.label ?? t('gateway.month.gone');
  const token = (id: string) => view.tokens.find((of) => of.id === id)?.label ?? t('gateway.month.goneToken');
  const words = (row: Row) => [account(row.account), row.model, token(row.token)].join('\n');
  const rows = byToken(view.usage).sort((a, b) => words(a).localeCompare(words(b), locale()));
  return (
    <Panel title={t('gateway.month.title')}>
      {rows.length === 0 && <p className="quiet">{t('gateway.month.nothing')}</p>}
      <Gaps gaps={view.gaps} account={account} />
      {rows.length > 0 && (
        <ScrollBox label={t('gateway.month.table')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('gateway.month.account')}</th>
                <th scope="col">{t('gateway.month.model')}</th>
                <th scope="col">{t('gateway.month.token')}</th>
                <th scope="col" data-number>
                  {t('gateway.month.requests')}
                </th>
                <th scope="col" data-number>
                  {t('gateway.month.in')}
                </th>
                <th scope="col" data-number>
                  {t('gateway.month.out')}
                </th>
                <th scope="col" data-number>
                  {t('gateway.month.cost')}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={`${row.account} ${row.model} ${row.token}`}>
                  <th scope="row">{account(row.account)}</th>
                  <td>{modelName(row.model)}</td>
                  <td>{token(row.token)}</td>
                  <td data-number>
                    {formatCount(row.requests)}
                    {row.failed > 0 && <span className="quiet gateway-under">{t('gateway.month.failed', { n: formatCount(row.failed) })}</span>}
                    {row.unreported > 0 && <span className="quiet gateway-under">{t('gateway.month.unreported', { n: formatCount(row.unreported) })}</span>}
                  </td>
                  <td data-number>{tokens(row, row.input)}</td>
                  <td data-number>{tokens(row, row.output)}</td>
                  <td data-number>
                    <Cost row={row} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
    </Panel>
  );
}

function Cost({ row }: { row: Row }) {
  if (row.cost.length === 0) return <span className="quiet">{withoutCost(row)}</span>;
  return (
    <>
      {(row.unpriced > 0 || row.unreported > 0) && <span className="quiet">{t('gateway.month.atLeast')} </span>}
      <Moneys amounts={row.cost} />
    </>
  );
}

/** Of calls that did not say what they used, nothing is known: that is not none. */
function tokens(row: Row, n: number): string {
  return row.unreported > 0 && row.input + row.output === 0 ? t('gateway.month.unknown') : formatCount(n);
}

/** Each gap by its name: what has no price, and what did not say what it used. */
function Gaps({ gaps, account }: { gaps: gateway.Gap[]; account: (id: string) => string }) {
  if (gaps.length === 0) return null;
  return (
    <Notice title={t('gateway.gaps.title')}>
      <ul aria-label={t('gateway.gaps.label')}>
        {gaps.map((gap) => (
          <li key={`${gap.account} ${gap.model}`}>{t('gateway.gaps.line', { account: account(gap.account), model: modelName(gap.model), days: days(gap), missing: missing(gap) })}</li>
        ))}
      </ul>
    </Notice>
  );
}

function missing({ unpriced, unreported, input, output }: gateway.Gap): string {
  const [free, silent] = [{ count: unpriced, n: formatCount(unpriced) }, { count: unreported, n: formatCount(unreported) }];
  const priceless = input + output > 0 ? t('gateway.gaps.unpricedTokens', { ...free, input: formatCount(input), output: formatCount(output) }) : t('gateway.gaps.unpriced', free);
  if (unreported === 0) return priceless;
  const untold = t('gateway.gaps.unreported', silent);
  return unpriced > 0 ? t('gateway.gaps.both', { priceless, untold }) : untold;
}

function modelName(model: string): string {
  return model || t('gateway.month.noModel');
}

function days({ first, last }: gateway.Gap): string {
  return first === last ? formatDay(first) : t('gateway.span', { from: formatDay(first), through: formatDay(last) });
}
