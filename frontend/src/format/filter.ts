/** A project or a key, by its id in its account. */
export interface Part {
  account: string;
  of: string;
  key: string;
}

/** What analytics and activity are narrowed to. Of one list any will do; an empty one leaves everything. */
export interface Filter {
  accounts: string[];
  services: string[];
  models: string[];
  projects: Part[];
  keys: Part[];
  bases: string[];
  tags: string[];
}

export const everything: Filter = { accounts: [], services: [], models: [], projects: [], keys: [], bases: [], tags: [] };

const plain = { account: 'accounts', service: 'services', model: 'models', basis: 'bases', tag: 'tags' } as const;
const parts = { project: 'projects', key: 'keys' } as const;

/** How many values a filter has. */
export function narrowings(f: Filter): number {
  return Object.values(f).reduce((n, list) => n + list.length, 0);
}

/** The filter narrowed to one value of a dimension, in place of what was chosen of it. */
export function narrow(f: Filter, by: string, key: string, account: string): Filter {
  if (by in plain) return { ...f, [plain[by as keyof typeof plain]]: [key] };
  if (by in parts) return { ...f, [parts[by as keyof typeof parts]]: [{ account, of: by, key }] };
  return f;
}

/** A filter as it stands in the address: deep state that can be kept and gone back to. */
export function writeFilter(f: Filter, to: URLSearchParams): void {
  for (const [name, list] of Object.entries(plain)) for (const value of f[list]) to.append(name, value);
  for (const [name, list] of Object.entries(parts)) for (const p of f[list]) to.append(name, `${p.account}:${p.key}`);
}

/** The filter that an address has. */
export function readFilter(from: URLSearchParams): Filter {
  const read = (of: 'project' | 'key') =>
    from.getAll(of).map((text) => {
      const colon = text.indexOf(':'); // ids of accounts have none
      return { account: text.slice(0, Math.max(0, colon)), of, key: text.slice(colon + 1) };
    });
  return {
    accounts: from.getAll('account'),
    services: from.getAll('service'),
    models: from.getAll('model'),
    projects: read('project'),
    keys: read('key'),
    bases: from.getAll('basis'),
    tags: from.getAll('tag'),
  };
}

/** Whether a text is a day as addresses and date fields have them. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}
