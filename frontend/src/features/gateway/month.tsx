import type { bind, gateway, report } from '../../api/backend';
import { formatDay } from '../../format/days';
import { Moneys } from '../../ui/money';
import { Notice } from '../../ui/notice';
import { Panel } from '../../ui/panel';
import { ScrollBox } from '../../ui/scroll-box';
import { byToken, type Row, withoutCost } from './usage';
import { count, number } from './words';

/** What passed through the gateway this month, and what of it is in no total. */
export function Month({ view, cards }: { view: bind.GatewayView; cards: report.Card[] }) {
  const account = (id: string) => cards.find((c) => c.account.id === id)?.account.label ?? view.setups.find((s) => s.account === id)?.label ?? 'an account that was removed';
  const token = (id: string) => view.tokens.find((t) => t.id === id)?.label ?? 'a token that is gone';
  const words = (row: Row) => [account(row.account), row.model, token(row.token)].join('\n');
  const rows = byToken(view.usage).sort((a, b) => words(a).localeCompare(words(b), 'en'));
  return (
    <Panel title="This month through the gateway">
      {rows.length === 0 && <p className="quiet">Nothing yet. A call stands here within seconds after its answer.</p>}
      <Gaps gaps={view.gaps} account={account} />
      {rows.length > 0 && (
        <ScrollBox label="Usage by account, model and token">
          <table>
            <thead>
              <tr>
                <th scope="col">Account</th>
                <th scope="col">Model</th>
                <th scope="col">Token</th>
                <th scope="col" data-number>
                  Requests
                </th>
                <th scope="col" data-number>
                  Tokens in
                </th>
                <th scope="col" data-number>
                  Tokens out
                </th>
                <th scope="col" data-number>
                  Cost
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
                    {number(row.requests)}
                    {row.failed > 0 && <span className="quiet gateway-under">{`${number(row.failed)} failed`}</span>}
                    {row.unreported > 0 && <span className="quiet gateway-under">{`${number(row.unreported)} not reported`}</span>}
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
      {(row.unpriced > 0 || row.unreported > 0) && <span className="quiet">at least </span>}
      <Moneys amounts={row.cost} />
    </>
  );
}

/** Of calls that did not say what they used, nothing is known: that is not none. */
function tokens(row: Row, n: number): string {
  return row.unreported > 0 && row.input + row.output === 0 ? 'unknown' : number(n);
}

/** Each gap by its name: what has no price, and what did not say what it used. */
function Gaps({ gaps, account }: { gaps: gateway.Gap[]; account: (id: string) => string }) {
  if (gaps.length === 0) return null;
  return (
    <Notice title="In no total:">
      <ul aria-label="In no total">
        {gaps.map((gap) => (
          <li key={`${gap.account} ${gap.model}`}>{`${account(gap.account)}, ${modelName(gap.model)}, ${days(gap)}: ${missing(gap)}.`}</li>
        ))}
      </ul>
    </Notice>
  );
}

function missing({ unpriced, unreported, input, output }: gateway.Gap): string {
  const tokens = input + output > 0 ? ` (${number(input)} tokens in, ${number(output)} out)` : '';
  const parts = [
    unpriced > 0 && `${count(unpriced, 'request', 'requests')} without a price${tokens}`,
    unreported > 0 && `${count(unreported, 'request', 'requests')} whose answer did not say what was used`,
  ];
  return parts.filter(Boolean).join(', and ');
}

function modelName(model: string): string {
  return model || 'no model named';
}

function days({ first, last }: gateway.Gap): string {
  return first === last ? formatDay(first) : `${formatDay(first)} to ${formatDay(last)}`;
}
