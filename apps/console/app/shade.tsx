import { createContext, type ReactNode, useContext, useEffect, useMemo, useState, useSyncExternalStore } from 'react';

export const SHADES = ['auto', 'light', 'dark'] as const;
export type Shade = (typeof SHADES)[number];

const KEPT = 'wurao-shade';

const prefersDark = window.matchMedia('(prefers-color-scheme: dark)');
const watchSystem = (tell: () => void): (() => void) => {
  prefersDark.addEventListener('change', tell);
  return () => prefersDark.removeEventListener('change', tell);
};

const keptShade = (): Shade => {
  try {
    const kept = localStorage.getItem(KEPT);
    return SHADES.find((shade) => shade === kept) ?? 'auto';
  } catch {
    return 'auto';
  }
};

interface ShadeChoice {
  readonly shade: Shade;
  readonly isDark: boolean;
  readonly choose: (shade: Shade) => void;
}

const ShadeContext = createContext<ShadeChoice>({ shade: 'auto', isDark: false, choose: () => {} });
export const useShade = (): ShadeChoice => useContext(ShadeContext);

/** Light or dark: the reader's choice, or the system's. `app.css` has the colours of both. */
export const ShadeProvider = ({ children }: { readonly children: ReactNode }) => {
  const system = useSyncExternalStore(watchSystem, () => prefersDark.matches);
  const [shade, setShade] = useState(keptShade);
  const isDark = shade === 'auto' ? system : shade === 'dark';
  useEffect(() => {
    document.documentElement.dataset['shade'] = isDark ? 'dark' : 'light';
  }, [isDark]);
  const choice = useMemo<ShadeChoice>(
    () => ({
      shade,
      isDark,
      choose: (next) => {
        setShade(next);
        try {
          localStorage.setItem(KEPT, next);
        } catch {
          // Kept until the page is closed.
        }
      },
    }),
    [shade, isDark],
  );
  return <ShadeContext value={choice}>{children}</ShadeContext>;
};
