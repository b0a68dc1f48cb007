export { decodeSnapshot } from './decode-snapshot.ts';
export { Directory, type DirectoryDump, type Entry, type Posting } from './directory.ts';
export { GateCounters, type GateCountersOptions } from './gate-counters.ts';
export type { MemoryModel } from './header.ts';
export * from './plain-facts.ts';
export { attachFacts, SharedFacts, type TableHandles } from './shared-facts.ts';
export { SubscriberPlace } from './subscriber-place.ts';
export { TableWriter, type TableWriterOptions } from './table-writer.ts';
