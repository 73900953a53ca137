import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useId, useState } from 'react';
import type { Command } from '../ui/commands';
import { Dialog } from '../ui/dialog';
import { keep, kept } from '../ui/view-state';
import { t } from '../words';
import { Keys } from './keys-dialog';
import { found } from './match';
import './palette.css';

const remembered = 'palette.recent';
const lastUsed = 5;

interface Props {
  commands: Command[];
  /** Runs a command; the palette is closed by then. */
  run: (command: Command) => void;
  close: () => void;
}

/** Everything that can be done, by a few of its letters. */
export function Palette({ commands, run, close }: Props) {
  const list = useId();
  const [recent] = useState(() => kept<string[]>(remembered, [], isNames));
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const sections = headed(found(query, commands, recent), query, recent);
  const shown = sections.flatMap((s) => s.members);
  const chosen = shown[at];
  const option = (c: Command) => `${list}-${c.id}`;
  const chosenOption = chosen && option(chosen);
  useEffect(() => {
    if (chosenOption) document.getElementById(chosenOption)?.scrollIntoView({ block: 'nearest' });
  }, [chosenOption]);
  const choose = (command: Command) => {
    keep(remembered, [command.id, ...recent.filter((id) => id !== command.id)].slice(0, lastUsed));
    close();
    run(command);
  };
  const pressed = (event: KeyboardEvent) => {
    const to = next(event.key, at, shown.length);
    if (to !== undefined) {
      event.preventDefault();
      setAt(to);
    }
    if (event.key === 'Enter' && chosen && !event.nativeEvent.isComposing) {
      event.preventDefault();
      choose(chosen);
    }
  };
  return (
    <Dialog title={t('app.findCommand')} size="lg" close={close}>
      <div className="stack-tight palette">
        <TextInput
          data-autofocus
          aria-label={t('app.palette.find')}
          placeholder={t('app.palette.find')}
          leftSection={<IconSearch className="palette-icon" aria-hidden />}
          role="combobox"
          aria-expanded
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={chosenOption}
          autoComplete="off"
          spellCheck={false}
          value={query}
          onChange={(e) => {
            setQuery(e.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={pressed}
        />
        <p role="status" className={shown.length > 0 ? 'spoken-only' : 'quiet'}>
          {shown.length === 0 ? t('app.palette.nothing') : t('app.palette.found', { n: shown.length })}
        </p>
        <div id={list} role="listbox" aria-label={t('app.palette.commands')} className="palette-list">
          {sections.map(({ name, members }) => (
            <div key={name} role="group" aria-label={name}>
              {!query.trim() && (
                <p className="palette-group" aria-hidden>
                  {name}
                </p>
              )}
              {members.map((command) => (
                <button
                  key={command.id}
                  id={option(command)}
                  type="button"
                  role="option"
                  tabIndex={-1}
                  className="palette-option"
                  aria-selected={command === chosen}
                  onMouseDown={(e) => e.preventDefault()} // the field keeps the focus
                  onMouseMove={() => setAt(shown.indexOf(command))}
                  onClick={() => choose(command)}
                >
                  <span className="cut" dir="auto">
                    {command.name}
                  </span>
                  {query.trim() && <span className="quiet">{command.group}</span>}
                  {command.keys && <Keys keys={command.keys} />}
                </button>
              ))}
            </div>
          ))}
        </div>
      </div>
    </Dialog>
  );
}

/** The commands under headings: the arrow keys go through them as they then stand. */
function headed(shown: Command[], query: string, recent: string[]): { name: string; members: Command[] }[] {
  if (shown.length === 0) return [];
  if (query.trim()) return [{ name: t('app.palette.best'), members: shown }];
  const headings = new Map<string, Command[]>();
  for (const command of shown) {
    const name = recent.includes(command.id) ? t('app.palette.recent') : command.group;
    headings.set(name, [...(headings.get(name) ?? []), command]);
  }
  return [...headings].map(([name, members]) => ({ name, members }));
}

/** Where a key leads from a place in a list, undefined where it leads nowhere. */
function next(key: string, at: number, length: number): number | undefined {
  if (length === 0) return undefined;
  if (key === 'ArrowDown') return (at + 1) % length;
  if (key === 'ArrowUp') return (at + length - 1) % length;
  if (key === 'PageDown') return Math.min(at + 10, length - 1);
  if (key === 'PageUp') return Math.max(at - 10, 0);
  return undefined;
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((v) => typeof v === 'string');
}
