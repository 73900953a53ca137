import type { outlook } from '../../api/backend';
import { locale } from '../../words';

/** The names of budgets in one phrase: "Client Acme, Retainer and Extras". */
export function titlesOf(budgets: outlook.State[]): string {
  return new Intl.ListFormat(locale()).format(budgets.map((b) => b.title));
}
