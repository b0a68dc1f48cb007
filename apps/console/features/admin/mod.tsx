export { KeysPage } from './keys/keys-page.tsx';
export { MembersPage } from './members/members-page.tsx';
export { OutboxPage } from './outbox-page.tsx';
export { RegistryPage } from './registry/registry-page.tsx';
export { SystemPage } from './system/system-page.tsx';
