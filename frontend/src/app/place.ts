import { useHash } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { keep, kept } from '../ui/view-state';

/** A screen of the window; one with `state` keeps its span and filters in the address. */
export interface Screen<Id extends string = string> {
  id: Id;
  state?: boolean;
}

type Screens<Id extends string> = readonly [Screen<Id>, ...Screen<Id>[]];

/** Where the window is: "#imports/ID" is a screen and the part of it that was asked for. */
export interface Place<Id extends string> {
  screen: Id;
  part: string;
  /** Goes to an address, "budgets" or "budgets/ID". A screen with a state is as it was left. */
  go: (to: string) => void;
}

const last = 'place.last';
const stateOf = (screen: string) => `place.of.${screen}`;

/**
 * The place in the window's own history, so that back and forward work. The last one is there
 * again after a restart. Sample data has places of its own, which are not kept: what they name
 * is gone with it.
 */
export function usePlace<Id extends string>(screens: Screens<Id>, sample: boolean): Place<Id> {
  useState(() => reopen(screens, sample));
  const [hash, setHash] = useHash({ getInitialValueInEffect: false });
  const { screen, part } = placeOf(hash, screens);
  useRemembering(screens, sample);
  const before = useRef(sample);
  useEffect(() => {
    if (before.current !== sample && part) setHash(screen);
    before.current = sample;
  }, [sample, part, screen, setHash]);
  const go = (to: string) => {
    const bare = screens.find((s) => s.id === to);
    const state = bare?.state && !sample ? kept(stateOf(to), '') : '';
    setHash(state ? `${to}/${state}` : to);
  };
  return { screen, part, go };
}

function placeOf<Id extends string>(hash: string, screens: Screens<Id>): { screen: Id; part: string } {
  const [place = '', ...rest] = hash.slice(1).split('/');
  const screen = screens.find((s) => s.id === place)?.id;
  return screen ? { screen, part: rest.join('/') } : { screen: screens[0].id, part: '' };
}

/** A window that starts at no place of its own starts where the last one was closed. */
function reopen(screens: Screens<string>, sample: boolean): void {
  if (window.location.hash.length > 1 || sample) return;
  const { screen, part } = placeOf(`#${kept(last, '')}`, screens);
  if (screen !== screens[0].id) window.history.replaceState(null, '', `#${part ? `${screen}/${part}` : screen}`);
}

/**
 * Remembers the address after whatever the user did: a screen that writes its state there does
 * so without an event, since nothing else has to be drawn anew.
 */
function useRemembering(screens: Screens<string>, sample: boolean): void {
  useEffect(() => {
    if (sample) return;
    let known = '';
    const remember = () => {
      if (window.location.hash === known) return;
      known = window.location.hash;
      const { screen, part } = placeOf(known, screens);
      const whole = screens.find((s) => s.id === screen)?.state && part;
      keep(last, whole ? `${screen}/${part}` : screen); // which of several budgets was looked at is no state of the screen
      if (whole) keep(stateOf(screen), part);
    };
    const events = ['hashchange', 'click', 'keyup', 'change', 'input', 'pagehide'];
    for (const event of events) window.addEventListener(event, remember);
    return () => {
      for (const event of events) window.removeEventListener(event, remember);
    };
  }, [screens, sample]);
}
