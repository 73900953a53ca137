import { useCallback, useState } from 'react';

// Kept by the web view, for how the window looks and never for what was spent: it is in nobody's backup.
const shelf = 'outlay.view';
const version = 1;

/** How much is kept, in bytes. What was set longest ago goes first. */
export const roomForViews = 32 * 1024;

/** Says whether something that was kept can still be used. */
export type Fits<T> = (value: unknown) => value is T;

/**
 * A small state of the view that is there again after a restart: which tab, which order. It is
 * one JSON value under a name of its own ("alerts.filter"), which stays the same for as long as
 * the component lives. What was kept and no longer `fits` is as if it had never been; by default
 * it has to be of the same shape as `initial`.
 */
export function useViewState<T>(name: string, initial: T, fits?: Fits<T>): [T, (next: T) => void] {
  const [value, setValue] = useState<T>(() => kept(name, initial, fits));
  const set = useCallback(
    (next: T) => {
      setValue(next);
      keep(name, next);
    },
    [name],
  );
  return [value, set];
}

/** What is kept under a name, or `initial`. */
export function kept<T>(name: string, initial: T, fits: Fits<T> = (value): value is T => alike(value, initial)): T {
  const value = read().get(name);
  return value !== undefined && fits(value) ? value : initial;
}

/** Keeps a value under a name; undefined forgets it. A web view that stores nothing is no reason to stop. */
export function keep(name: string, value: unknown): void {
  const states = read();
  states.delete(name); // the last one set stands last
  if (value !== undefined) states.set(name, value);
  let text = written(states);
  for (const oldest of [...states.keys()]) {
    if (new TextEncoder().encode(text).length <= roomForViews) break;
    states.delete(oldest);
    text = written(states);
  }
  try {
    localStorage.setItem(shelf, text);
  } catch {
    // full, or switched off
  }
}

function written(states: Map<string, unknown>): string {
  return JSON.stringify({ version, states: [...states] });
}

function read(): Map<string, unknown> {
  try {
    const found = JSON.parse(localStorage.getItem(shelf) ?? 'null') as { version?: unknown; states?: unknown } | null;
    if (found?.version === version && Array.isArray(found.states)) return new Map(found.states.filter(isPair));
  } catch {
    // not ours, or switched off
  }
  return new Map();
}

function isPair(value: unknown): value is [string, unknown] {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === 'string';
}

/** Whether a value has what another one has, of the same types; lists are alike by their first. */
function alike(value: unknown, other: unknown): boolean {
  if (Array.isArray(other)) return Array.isArray(value) && value.every((v) => other.length === 0 || alike(v, other[0]));
  if (typeof other !== 'object' || other === null) return typeof value === typeof other && (value === null) === (other === null);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(other).every(([name, part]) => alike((value as Record<string, unknown>)[name], part));
}
