import { useSyncExternalStore } from 'react';
import { useSession } from '../../app/session-of.tsx';

/** A ward whose number is shown in place of the guardian's own, until the window is closed or somebody signs out. */
interface Care {
  readonly guardian: string;
  readonly ward: string;
}

const KEPT = 'wurao-ward';
const keptCare = (): Care | undefined => {
  try {
    const { guardian, ward } = JSON.parse(sessionStorage.getItem(KEPT) ?? '{}') as Partial<Care>;
    return guardian === undefined || ward === undefined ? undefined : { guardian, ward };
  } catch {
    return undefined;
  }
};
const keep = (next: Care | undefined): void => {
  try {
    if (next === undefined) sessionStorage.removeItem(KEPT);
    else sessionStorage.setItem(KEPT, JSON.stringify(next));
  } catch {
    // A browser that keeps nothing shows it until the page is loaded again.
  }
};

let care = keptCare();
const listeners = new Set<() => void>();
const watch = (tell: () => void): (() => void) => {
  listeners.add(tell);
  return () => listeners.delete(tell);
};

const show = (next: Care | undefined): void => {
  care = next;
  keep(next);
  for (const tell of listeners) tell();
};

export interface ShownNumber {
  /** Whose wishes, contacts and complaints are shown, E.164. */
  readonly number: string;
  /** Of whoever is signed in. */
  readonly own: string;
  readonly isWard: boolean;
  /** For calls that do not name the number in their path. */
  readonly forShown: { readonly headers: Readonly<Record<string, string>> };
  readonly showWard: (ward: string) => void;
  readonly showOwn: () => void;
}

/** Whose number the whole part shows: one's own, or that of a ward. */
export const useShownNumber = (): ShownNumber => {
  const { subscriber: own = '' } = useSession();
  const chosen = useSyncExternalStore(watch, () => care);
  const isWard = chosen?.guardian === own;
  return {
    own,
    number: isWard ? chosen.ward : own,
    isWard,
    forShown: { headers: isWard ? { 'Wurao-Ward': chosen.ward } : {} },
    showWard: (ward) => show({ guardian: own, ward }),
    showOwn: () => show(undefined),
  };
};
