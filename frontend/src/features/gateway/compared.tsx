import type { report } from '../../api/backend';
import { formatDay } from '../../format/days';
import { accountName, basisWords } from '../../format/words';
import { Money } from '../../ui/money';
import { Panel } from '../../ui/panel';
import { t } from '../../words';

/** What each source says of the same days of an account, side by side. */
export function Compared({ compared }: { compared: report.Comparison[] }) {
  if (compared.length === 0) return null;
  return (
    <Panel title={t('gateway.compared.title')}>
      <p className="quiet gateway-why">
        {t('gateway.compared.why')}
      </p>
      <ul className="gateway-compared">
        {compared.map((c) => (
          <li key={c.account} className="stack-tight" aria-label={c.label}>
            <h3>
              {accountName(c.label, c.service)} <span className="quiet">{c.from === c.to ? formatDay(c.from) : t('gateway.span', { from: formatDay(c.from), through: formatDay(c.to) })}</span>
            </h3>
            <dl className="gateway-sources">
              {c.by_basis.map(({ basis, amount }) => (
                <div key={`${basis} ${amount.currency}`}>
                  <dt>{basisWords[basis] ?? basis}</dt>
                  <dd>
                    <Money amount={amount} />
                  </dd>
                </div>
              ))}
            </dl>
            {c.by_basis.every(({ basis }) => basis === 'metered') && <p className="quiet">{t('gateway.compared.alone')}</p>}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
