// The answers that Go's own tests wrote (go test ./app/bind -update): the screens render those very files.
const files = import.meta.glob<unknown>('../../../app/bind/testdata/*.json', { eager: true, import: 'default' });

/** A golden answer by name, a fresh copy each time. */
export function golden<T>(name: string): T {
  const file = files[`../../../app/bind/testdata/${name}.json`];
  if (file === undefined) throw new Error(`no golden answer ${name}; write it with: go test ./app/bind -update`);
  return structuredClone(file) as T;
}

/** A golden answer, or another one where the world has none of that name. */
export function goldenOr<T>(name: string, other: T): T {
  return `../../../app/bind/testdata/${name}.json` in files ? golden<T>(name) : structuredClone(other);
}
