import { useEffect, useRef } from 'react';
import type { Command } from '../ui/commands';

/** How long the second key of two may be waited for, in milliseconds. */
const patience = 2000;

/** The keys that open the palette, as people read them and as screen readers do. */
export const mac = /mac/i.test(navigator.platform);
export const paletteKeys = { words: mac ? '⌘ K' : 'Ctrl K', aria: mac ? 'Meta+K' : 'Control+K' };

/**
 * Runs commands by their keys, and opens the palette by Ctrl+K, on a Mac by ⌘K. Keys without
 * Ctrl do nothing where text is typed, in an open dialog or menu, and where `single` is false.
 */
export function useKeys(offered: () => Command[], run: (command: Command) => void, palette: () => void, single: boolean): void {
  const now = useRef({ offered, run, palette, single });
  useEffect(() => {
    now.current = { offered, run, palette, single };
  });
  useEffect(() => {
    let before = { keys: '', at: 0 };
    const pressed = (event: KeyboardEvent) => {
      const waiting = event.timeStamp - before.at < patience ? before.keys : '';
      before = { keys: '', at: 0 };
      if (event.defaultPrevented || event.isComposing || event.repeat || elsewhere()) return;
      if (opensPalette(event)) {
        event.preventDefault();
        return now.current.palette();
      }
      const key = keyOf(event);
      if (!key || !now.current.single || typing(event.target)) return;
      const commands = now.current.offered();
      const keys = [waiting && `${waiting} ${key}`, key].find((k) => k && commands.some((c) => c.keys === k || c.keys?.startsWith(`${k} `)));
      if (!keys) return;
      event.preventDefault();
      const command = commands.find((c) => c.keys === keys);
      if (command) return now.current.run(command);
      before = { keys, at: event.timeStamp };
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, []);
}

function opensPalette(event: KeyboardEvent): boolean {
  const [held, not] = mac ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  return held && !not && !event.altKey && !event.shiftKey && letterOf(event) === 'k';
}

/** The key that was pressed alone; Shift counts only for what is no letter, as for "?". */
function keyOf(event: KeyboardEvent): string {
  if (event.ctrlKey || event.metaKey || event.altKey) return '';
  const letter = letterOf(event);
  if (letter) return event.shiftKey ? '' : letter;
  return event.key.length === 1 ? event.key : '';
}

/** The Latin letter of a key, also on a keyboard whose letters are others. */
function letterOf({ key, code }: KeyboardEvent): string {
  if (/^[a-z]$/i.test(key)) return key.toLowerCase();
  return key.length === 1 && /\p{L}/u.test(key) ? (/^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() ?? '') : '';
}

/** Whether what has the focus takes letters itself. */
function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  const field = target.closest('input, textarea, select, [contenteditable], [role="textbox"], [role="combobox"], [role="listbox"], [role="menu"]');
  return field !== null && !(field instanceof HTMLInputElement && ['checkbox', 'radio', 'button', 'range'].includes(field.type));
}

/** Whether a dialog lies above the page: its keys are its own. */
function elsewhere(): boolean {
  return document.querySelector('[role="dialog"]') !== null;
}

/** The field that searches what the screen shows, where it has one: an input of the type search. */
export function searchField(): HTMLInputElement | null {
  return document.querySelector<HTMLInputElement>('main input[type="search"]:not(:disabled)');
}
