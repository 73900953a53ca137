import { useEffect, useRef } from 'react';

/** How often it is looked whether the time is over, in milliseconds. */
const beat = 5000;

const uses = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;
const wakings = ['focus', 'pageshow'] as const;

/**
 * Calls back when nobody used the window for so many minutes, 0 for never, and again until it
 * succeeded. The time in which the computer slept counts: the first look at a window that wakes
 * up finds it over, and what wakes it up is no use of it.
 */
export function useIdle(minutes: number, act: () => Promise<unknown>): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    if (minutes <= 0) return;
    let used = now();
    let place = '';
    let acting = false;
    const over = () => {
      const is = since(used) >= minutes * 60_000;
      if (is && !acting) {
        acting = true;
        latest.current().then(
          () => undefined, // the window is locked, and this is gone with what it showed
          () => (acting = false),
        );
      }
      return is;
    };
    const use = (event: Event) => {
      if (event.type === 'pointermove' && event instanceof MouseEvent) {
        const at = `${event.screenX} ${event.screenY}`;
        if (at === place) return; // what moves below a pointer that rests is the page
        place = at;
      }
      if (!over()) used = now();
    };
    const timer = setInterval(over, beat);
    for (const name of uses) window.addEventListener(name, use, { capture: true, passive: true });
    for (const name of wakings) window.addEventListener(name, over);
    document.addEventListener('visibilitychange', over);
    return () => {
      clearInterval(timer);
      for (const name of uses) window.removeEventListener(name, use, { capture: true });
      for (const name of wakings) window.removeEventListener(name, over);
      document.removeEventListener('visibilitychange', over);
    };
  }, [minutes]);
}

interface Moment {
  wall: number;
  ticks: number;
}

function now(): Moment {
  return { wall: Date.now(), ticks: performance.now() };
}

/** Milliseconds since a moment: the wall clock counts sleep, and the other one cannot be set back. */
function since({ wall, ticks }: Moment): number {
  return Math.max(Date.now() - wall, performance.now() - ticks);
}
