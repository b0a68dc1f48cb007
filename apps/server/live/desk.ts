import type { GateFigures, LiveSecond, LiveSource, TrafficCount, Watched } from '@wurao/api';
import type { InstantMs } from '@wurao/domain';
import type { ControlHandle } from '../control-client.ts';
import type { DecisionMeter, MeterMark } from '../meter.ts';
import type { LiveNotes } from './notes.ts';
import type { AttemptWatch } from './watch.ts';

const SECOND_MS = 1_000;

export interface LiveDeskParts {
  readonly meter: DecisionMeter;
  readonly notes: LiveNotes;
  readonly watch: AttemptWatch;
  readonly control: ControlHandle;
  readonly ready: () => boolean;
  readonly doors: () => GateFigures['doors'];
  readonly nowMs: () => InstantMs;
}

/** The seconds of this process: what the meter counted, what the notes gathered, how the gate stands. */
export class LiveDesk implements LiveSource {
  readonly #parts: LiveDeskParts;
  #counted: MeterMark = new Map();
  #ticks: NodeJS.Timeout | undefined;

  constructor(parts: LiveDeskParts) {
    this.#parts = parts;
  }

  begin({ tick, keysChanged }: Parameters<LiveSource['begin']>[0]): void {
    const { meter, notes, control } = this.#parts;
    this.#counted = meter.mark();
    notes.begin(control.calls.ask, keysChanged);
    this.#ticks = setInterval(tick, SECOND_MS);
  }

  watch({ merchants, numbers }: Watched): void {
    this.#parts.watch.watch({ merchants, numbers });
    this.#parts.notes.watch(merchants, this.#parts.control.head());
  }

  second(): LiveSecond {
    const { meter, notes, watch, nowMs } = this.#parts;
    const { numbers, ofMerchants } = watch.take();
    notes.attempted(numbers);
    const traffic: TrafficCount[] = [];
    for (const { mode, line, channel, decision, reason, count } of meter.since(this.#counted))
      if (mode === 'attempt') traffic.push({ line: line as TrafficCount['line'], channel, decision, reason, count });
    return { atMs: nowMs(), traffic, ofMerchants, marks: notes.takeMarks(), gates: [this.#gate()] };
  }

  #gate(): GateFigures {
    const { control, ready, doors, notes } = this.#parts;
    // An idle gate takes nothing in until it is asked something.
    control.facts.begin();
    return {
      gate: 'gate-1',
      ready: ready(),
      headSequence: control.head(),
      appliedSequence: control.facts.dataVersion,
      noDelay: notes.noDelay(),
      doors: doors(),
    };
  }

  end(): void {
    clearInterval(this.#ticks);
    this.#ticks = undefined;
    this.#parts.notes.end();
    this.#parts.watch.watch({ merchants: new Set(), numbers: new Set() });
    this.#counted = new Map();
  }
}
