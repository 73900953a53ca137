import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import { afterEach, vi } from 'vitest';
import { speak } from '../words';

configure({ asyncUtilTimeout: 10_000 }); // a loaded machine is slow, not wrong

// What jsdom lacks and Mantine asks for. Nothing of ours is replaced.
window.matchMedia = (query: string) =>
  ({
    matches: false,
    media: query,
    onchange: null,
    addListener: () => undefined,
    removeListener: () => undefined,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    dispatchEvent: () => false,
  }) as MediaQueryList;
window.ResizeObserver = class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
Element.prototype.scrollIntoView = () => undefined;

// jsdom draws nothing. The charts' words and tables are tested here, their pixels in the real window.
vi.mock('react-chartjs-2', () => ({ Bar: () => null, Doughnut: () => null, Line: () => null }));

afterEach(async () => {
  cleanup();
  window.location.hash = '';
  window.localStorage.clear();
  vi.useRealTimers();
  // Files share a window, each finds it as it was.
  Reflect.deleteProperty(window, 'go');
  Reflect.deleteProperty(window, 'runtime');
  for (const name of document.documentElement.getAttributeNames()) document.documentElement.removeAttribute(name);
  await speak('en');
});
