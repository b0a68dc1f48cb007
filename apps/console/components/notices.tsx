import { useEffect, useRef, useSyncExternalStore } from 'react';
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

/** Says something for a while, above whatever is open. */
export const tell = (notice: Notice): void => {
  lastKey += 1;
  show([...told, { ...notice, key: lastKey }]);
};

const watch = (watcher: () => void): (() => void) => {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
};

const NoticeShown = ({ notice: { key, tone, words, act } }: { readonly notice: Told }) => {
  const isShort = tone === 'good' && act === undefined;
  useEffect(() => {
    const over = setTimeout(() => forget(key), isShort ? SHOWN_MS.short : SHOWN_MS.long);
    return () => clearTimeout(over);
  }, [key, isShort]);
  return (
    <p className={`notice ${tone}`}>
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

/** Where it is told: once on the page. A popover, for it lies above an open dialog too. */
export const Notices = () => {
  const shown = useSyncExternalStore(watch, () => told);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    place.current?.hidePopover();
    if (shown.length > 0) place.current?.showPopover();
  }, [shown]);
  return (
    <div ref={place} popover="manual" role="status" aria-live="polite" className="notices">
      {shown.map((notice) => (
        <NoticeShown key={notice.key} notice={notice} />
      ))}
    </div>
  );
};
