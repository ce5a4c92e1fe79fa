import { type DynamicModule, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DerivedKeys } from './derived-keys.js';
import { MasterKey, type MasterKeySource } from './master-key.js';
import { PersonVault } from './person-vault.js';
import { openVault, type OpenVault } from './root-secret.js';

const OPEN_VAULT = Symbol('open vault');

/** `PersonVault` and `DerivedKeys`, on the application's `DataSource`. The start fails with the wrong master key. */
@Module({})
export class PrivacyModule {
  static forRoot(masterKey: MasterKey | MasterKeySource): DynamicModule {
    return {
      module: PrivacyModule,
      global: true,
      providers: [
        {
          provide: OPEN_VAULT,
          inject: [DataSource],
          useFactory: (database: DataSource): Promise<OpenVault> => openVault(database, masterKey),
        },
        { provide: MasterKey, inject: [OPEN_VAULT], useFactory: (vault: OpenVault): MasterKey => vault.masterKey },
        {
          provide: DerivedKeys,
          inject: [OPEN_VAULT],
          useFactory: (vault: OpenVault): DerivedKeys => new DerivedKeys(vault.rootSecret),
        },
        PersonVault,
      ],
      exports: [PersonVault, DerivedKeys],
    };
  }
}
