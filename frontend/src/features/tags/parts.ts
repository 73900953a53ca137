import type { ledger, report } from '../../api/backend';
import { t } from '../../words';

/** Something that can stand under a tag, by the names that people know. */
export interface Known {
  part: ledger.Part;
  /** What it is and of what: "Web shop, project of Workshop". */
  words: string;
}

/** What of one account can stand under a tag: all of it, its projects, its keys. */
export interface Shelf {
  account: string;
  label: string;
  known: Known[];
}

/** A part as one text, and the same one always. */
export const idOf = ({ account, of, key }: ledger.Part): string => JSON.stringify([account, of, key]);

/** The part that such a text names. */
export function partOf(id: string): ledger.Part {
  const [account = '', of = '', key = ''] = JSON.parse(id) as string[];
  return { account, of, key };
}

/** Everything that can stand under a tag, account by account. What has no project or key of its own is left out. */
export function shelvesOf({ accounts, projects, keys }: report.Choices): Shelf[] {
  const shelves = new Map<string, Shelf>(accounts.map((a) => [a.key, { account: a.key, label: a.label, known: [whole(a)] }]));
  const put = (of: 'project' | 'key', list: report.Choice[]) => {
    for (const { account, key, label } of list) {
      const shelf = shelves.get(account);
      if (key && shelf) shelf.known.push({ part: { account, of, key }, words: t(`tags.part.${of}`, { name: label, account: shelf.label }) });
    }
  };
  put('project', projects);
  put('key', keys);
  return [...shelves.values()];
}

function whole({ key, label }: report.Choice): Known {
  return { part: { account: key, of: 'account', key: '' }, words: t('tags.part.account', { name: label }) };
}

/** Returns what says of a part what it is; one that nobody knows by a name is its vendor's id. */
export function naming(shelves: Shelf[]): (part: ledger.Part) => string {
  const words = new Map(shelves.flatMap((s) => s.known.map((k) => [idOf(k.part), k.words] as const)));
  return (part) => words.get(idOf(part)) ?? unnamed(part, shelves.find((s) => s.account === part.account)?.label);
}

function unnamed({ account, of, key }: ledger.Part, label?: string): string {
  if (of === 'account') return t('tags.part.account', { name: label ?? account });
  return t(of === 'key' ? 'tags.part.key' : 'tags.part.project', { name: key, account: label ?? t('tags.part.gone') });
}
