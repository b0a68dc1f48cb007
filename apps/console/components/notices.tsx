import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { Button } from './button.tsx';
import './notices.css';

interface Notice {
  readonly tone: 'good' | 'bad';
  readonly words: string;
  /** Offered beside the words. */
  readonly act?: { readonly label: string; readonly run: () => void };
}
interface Told extends Notice {
  readonly key: number;
}

/** Long enough to read a refusal with its remedy, or to press what takes a change back. */
const SHOWN_MS = { short: 4_000, long: 8_000 } as const;

let told: readonly Told[] = [];
let lastKey = 0;
const watchers = new Set<() => void>();
const show = (next: readonly Told[]): void => {
  told = next;
  for (const tellWatcher of watchers) tellWatcher();
};
const forget = (key: number): void => show(told.filter((each) => each.key !== key));

/** Says something for a while, above whatever is open; the same again in place of what was said. */
export const tell = (notice: Notice): void => {
  lastKey += 1;
  show([...told.filter(({ words }) => words !== notice.words), { ...notice, key: lastKey }]);
};

const watch = (watcher: () => void): (() => void) => {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
};

const NoticeShown = ({ notice: { key, tone, words, act } }: { readonly notice: Told }) => {
  const isShort = tone === 'good' && act === undefined;
  // Whoever is at it takes their time.
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (isHeld) return;
    const over = setTimeout(() => forget(key), isShort ? SHOWN_MS.short : SHOWN_MS.long);
    return () => clearTimeout(over);
  }, [key, isShort, isHeld]);
  return (
    <p
      className={`notice ${tone}`}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span>{words}</span>
      {act === undefined ? null : (
        <Button
          look="text"
          size="small"
          onClick={() => {
            forget(key);
            act.run();
          }}
        >
          {act.label}
        </Button>
      )}
    </p>
  );
};

/** In older browsers it lies below an open dialog. */
const hasPopovers = (): boolean => 'showPopover' in HTMLElement.prototype;

const lift = (place: HTMLElement): void => {
  if (!hasPopovers()) return;
  const isShown = place.matches(':popover-open');
  // Who hears the page read out is told of what comes into a place that is shown: it is shown anew only where a dialog may cover it.
  if (isShown && document.querySelector('dialog[open]') === null) return;
  if (isShown) place.hidePopover();
  place.showPopover();
};

/** Where it is told: once on the page; above an open dialog too. */
export const Notices = () => {
  const shown = useSyncExternalStore(watch, () => told);
  const place = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: lifted whenever something is told
  useEffect(() => {
    if (place.current !== null) lift(place.current);
  }, [shown]);
  return (
    <div
      ref={place}
      {...(hasPopovers() ? { popover: 'manual' as const } : {})}
      role="status"
      aria-live="polite"
      className="notices"
    >
      {shown.map((notice) => (
        <NoticeShown key={notice.key} notice={notice} />
      ))}
    </div>
  );
};
