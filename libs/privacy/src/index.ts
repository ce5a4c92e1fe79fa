export { decrypt, encrypt } from './aes-gcm.js';
export * from './derived-keys.js';
export { destroyKeys, restrictKeys } from './destroyed-keys.js';
export * from './domain/index.js';
export {
  LocalMasterKey,
  MASTER_KEY_FILE,
  MasterKey,
  type MasterKeySource,
  NEXT_MASTER_KEY_FILE,
} from './master-key.js';
export { PersonVault, type ToOpen, type ToSeal } from './person-vault.js';
export * from './privacy.module.js';
export { openVault, type OpenVault } from './root-secret.js';
export { rotateKeys } from './rotate-keys.js';
