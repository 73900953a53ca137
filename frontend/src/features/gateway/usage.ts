import type { gateway } from '../../api/backend';
import { type Amount, sumMoney } from '../../format/money';
import { t } from '../../words';

/** What one model used with one token, over all days and tiers. */
export interface Row {
  account: string;
  model: string;
  token: string;
  requests: number;
  failed: number;
  unreported: number;
  unpriced: number;
  input: number;
  output: number;
  /** What is known of its cost, one amount a currency; empty where nothing is. */
  cost: Amount[];
}

/** The usage of a span by account, model and token. */
export function byToken(usage: gateway.Usage[]): Row[] {
  const rows = new Map<string, Row>();
  for (const u of usage) {
    const name = JSON.stringify([u.account, u.model, u.token]);
    const row = rows.get(name) ?? { account: u.account, model: u.model, token: u.token, requests: 0, failed: 0, unreported: 0, unpriced: 0, input: 0, output: 0, cost: [] };
    rows.set(name, {
      ...row,
      requests: row.requests + u.requests,
      failed: row.failed + u.failed,
      unreported: row.unreported + u.unreported,
      unpriced: row.unpriced + u.unpriced,
      input: row.input + u.input,
      output: row.output + u.output,
      cost: u.cost ? sumMoney([...row.cost, u.cost]) : row.cost,
    });
  }
  return [...rows.values()];
}

/** Why a cost is not known: never that it is zero. */
export function withoutCost({ unpriced, unreported, failed, requests }: Row): string {
  if (unpriced > 0) return t('gateway.month.noPrice');
  if (unreported > 0) return t('gateway.month.notReported');
  return failed === requests ? t('gateway.month.nothingUsed') : t('gateway.month.noPrice');
}
