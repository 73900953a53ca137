import { said } from '../format/said';
import { spoken } from '../words';

// Which fields of Go's answers are sentences of Go, and never what a person typed or a vendor calls something.
const sentences = new Set(['advice', 'body', 'error', 'help', 'hint', 'limits', 'meaning', 'notes', 'problem', 'reads', 'reason', 'sentence', 'vault_text', 'warnings', 'withheld']);

// Lists whose members Go named itself, label by label.
const named: Record<string, string[]> = { facts: ['label', 'value'], balances: ['name'], snippets: ['name'] };

/** An answer of Go with its sentences in the language that is spoken. `all` is for one that Go wrote from end to end. */
export function inLanguage<T>(answer: T, all = false): T {
  return spoken() === 'en' ? answer : (translated(answer, '', all) as T);
}

function translated(value: unknown, field: string, all: boolean): unknown {
  if (typeof value === 'string') return all || sentences.has(field) ? said(value) : value;
  if (Array.isArray(value)) return value.map((member) => translated(member, field, all));
  if (value === null || typeof value !== 'object') return value;
  const object = value as Record<string, unknown>;
  const here = ownNames(object, field);
  return Object.fromEntries(Object.entries(object).map(([name, member]) => [name, translated(member, here.includes(name) ? 'sentence' : name, all)]));
}

/** Which fields of an object have a name that Go gave: where nobody typed one. */
function ownNames(object: Record<string, unknown>, field: string): string[] {
  if ('body' in object) return ['title'];
  if ('ok' in object) return ['text']; // what a check found
  const { budget } = object as { budget?: { label?: string } };
  if (budget && 'of' in object) return budget.label ? ['of'] : ['of', 'title'];
  const nameless = object.other === true || object.key === '' || object.key === 'other' || object.scope === 'everything';
  if (nameless && 'label' in object && !('every' in object)) return ['label']; // a budget's own is typed
  return named[field] ?? [];
}
