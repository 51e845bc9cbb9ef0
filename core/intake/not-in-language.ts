/** What people who know Terraform may expect and the language does not have; each says what to use instead. */

export const blocksNotInLanguage: Readonly<Record<string, string>> = {
  data: '`data` blocks are not part of the language. Use a `locals` value, the output of a resource, or a function like `file()`.',
  terraform:
    '`terraform` blocks are not part of the language. Settings stand in `clockwork { … }`; state is kept in `.clockwork/`.',
  provisioner:
    'Provisioners are not part of the language. Use a `custom` resource that depends on this one, or `connect`.',
  connection: '`connection` blocks are not part of the language. Use `connect { to = …, as = "…" }` inside a resource.',
  workspace: 'Workspaces are not part of the language. Use a `.cwvars` file for each environment, and `--var-file`.',
  ephemeral: 'Ephemeral values are not part of the language. Use `sensitive = true`: state keeps no sensitive value.',
  override: 'Override files are not part of the language. Use variables, or a module that is called with other inputs.',
  action: '`action` blocks are not part of the language. Use a `custom` resource with `triggers`.',
};

export const attributesNotInLanguage: Readonly<Record<string, string>> = {
  create_before_destroy:
    '`create_before_destroy` is not part of the language: replacing is deleting, then creating, since both would claim the same path, port or name.',
  ephemeral: 'Ephemeral values are not part of the language. Use `sensitive = true`: state keeps no sensitive value.',
};

/** By the root of a reference. */
export const referencesNotInLanguage: Readonly<Record<string, string>> = {
  terraform: 'Workspaces are not part of the language. Use a variable, set by a `.cwvars` file for each environment.',
  data: '`data` blocks are not part of the language. Use a `locals` value, the output of a resource, or a function like `file()`.',
  ephemeral: 'Ephemeral values are not part of the language. Use a variable with `sensitive = true`.',
};
