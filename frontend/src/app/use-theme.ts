import { useMantineColorScheme } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useLayoutEffect } from 'react';
import { queries } from '../api/queries';
import { useViewState } from '../ui/view-state';

/**
 * The theme of the settings; until they are known, the one of the last time, so that nothing
 * blinks. High contrast is the system's light or dark, and what the system may ask for itself.
 * A locked window answers nothing: do not ask it.
 */
export function useTheme(ask = true): void {
  const { setColorScheme } = useMantineColorScheme();
  const known = useQuery({ ...queries.settings, enabled: ask }).data?.theme;
  const [before, setBefore] = useViewState('theme', 'system');
  const theme = known ?? before;
  const asked = useMediaQuery('(prefers-contrast: more)', false, { getInitialValueInEffect: false });
  const contrast = theme === 'contrast' || (theme === 'system' && asked);
  useEffect(() => {
    if (known && known !== before) setBefore(known);
  }, [known, before, setBefore]);
  useLayoutEffect(() => {
    document.documentElement.toggleAttribute('data-contrast', contrast);
    setColorScheme(theme === 'light' || theme === 'dark' ? theme : 'auto');
  }, [theme, contrast, setColorScheme]);
}
