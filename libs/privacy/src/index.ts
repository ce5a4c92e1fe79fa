export { decrypt, encrypt } from './aes-gcm.js';
export * from './derived-keys.js';
export { destroyKeys } from './destroyed-keys.js';
export * from './domain/index.js';
export { LocalMasterKey, MASTER_KEY_FILE, MasterKey, type MasterKeySource } from './master-key.js';
export { PersonVault, type ToOpen, type ToSeal } from './person-vault.js';
export * from './privacy.module.js';
export { openVault, type OpenVault } from './root-secret.js';
