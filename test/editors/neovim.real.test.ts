/** Neovim 0.7 with the configuration of docs/editors.md. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { commandPath, describeReal } from '../support/real.ts';
import { tempFolder, writeFiles } from '../support/temp.ts';
import { expectAll } from './expectations.ts';
import { documented, runEditor } from './fixture.ts';

const script = `
local out = {}

local function await(what, holds)
  if not vim.wait(15000, holds, 20) then error('waited in vain for ' .. what) end
end

local function codes()
  local found = {}
  for _, one in ipairs(vim.diagnostic.get(0)) do table.insert(found, one.code) end
  return found
end

local function put_right(from, to)
  for number, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
    local first, last = line:find(from, 1, true)
    if first then vim.api.nvim_buf_set_text(0, number - 1, first - 1, number - 1, last, { to }) end
  end
end

local function go_behind(text)
  vim.fn.cursor(1, 1)
  vim.fn.search(text, 'e')
end

local function text_of(name)
  local buffer = vim.fn.bufadd(name)
  vim.fn.bufload(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\\n') .. '\\n'
end

local function run()
  vim.cmd('edit main.cw')
  await('a client', function() return #vim.lsp.buf_get_clients(0) == 1 end)
  await('problems', function() return #codes() > 1 end)
  out.problems = codes()

  -- What <C-x><C-o> calls. It wants to be in insert mode, in which a script cannot wait.
  go_behind('length(var.')
  vim.cmd('normal! l')
  local items = {}
  vim.fn.complete = function(_, found) items = found end
  vim.fn.mode = function() return 'i' end
  vim.lsp.omnifunc(1, '')
  await('completions', function() return #items > 0 end)
  out.completions = vim.tbl_map(function(item) return item.abbr or item.word end, items)

  go_behind('contents = var.gree')
  vim.lsp.buf.hover()
  local window
  await('a hover', function()
    for _, one in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(one).relative ~= '' then window = one end
    end
    return window ~= nil
  end)
  out.hover = table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), '\\n')
  vim.api.nvim_win_close(window, true)

  put_right('contents', 'content')
  put_right('length(var.)', 'length(var.greeting)')
  await('no problems', function() return #codes() == 0 end)
  out.problemsAfter = codes()

  vim.lsp.buf.formatting_sync(nil, 10000)
  out.formatted = text_of('main.cw')

  go_behind('variable "gree')
  vim.lsp.buf.rename('salute')
  await('the new name', function() return vim.fn.search('var.salute', 'nw') > 0 end)
  out.renamed = {}
  for _, name in ipairs({ 'main.cw', 'more.cw', 'clockwork.cwvars' }) do out.renamed[name] = text_of(name) end
end

local done, problem = pcall(run)
if not done then
  io.stderr:write(tostring(problem) .. '\\n')
  vim.cmd('cquit')
end
-- An empty table would be written as an object.
for _, name in ipairs({ 'problems', 'problemsAfter' }) do
  if #out[name] == 0 then out[name] = vim.empty_dict() end
end
local text = vim.fn.json_encode(out):gsub('"problemsAfter": {}', '"problemsAfter": []')
vim.fn.writefile({ text }, '../seen.json')
vim.cmd('quitall!')
`;

describeReal('neovim', 'Neovim', () => {
  test('shows problems, completes, hovers, formats and renames', { timeout: 90_000 }, async () => {
    const seen = await runEditor(
      commandPath('neovim'),
      (folder) => [
        '--headless',
        '-u',
        path.join(folder, 'init.lua'),
        '-c',
        `luafile ${path.join(folder, 'script.lua')}`,
      ],
      { 'init.lua': documented('Neovim 0.7', 'init.lua'), 'script.lua': script },
    );
    expectAll(seen);
  });

  test('says that the command is not found, and nothing else', () => {
    const said = opened({ 'project/main.cw': 'locals {}\n' }, 'project');
    expect(said).toContain('`clockwork` failed');
    expect(said).not.toContain('stack traceback');
  });

  test.each([
    ['a repository', { 'top/.git/HEAD': '', 'top/infra/main.cw': 'locals {}\n' }, 'top/infra', 'top'],
    ['a worktree', { 'top/.git': 'gitdir: elsewhere\n', 'top/infra/main.cw': 'locals {}\n' }, 'top/infra', 'top'],
    ['no repository', { 'top/infra/main.cw': 'locals {}\n' }, 'top/infra', 'top/infra'],
  ])('opens the folder of %s', (_, files, cwd, root) => {
    const started = `vim.lsp.start_client = function(given) print('root ' .. given.root_dir .. '.') end\n`;
    expect(opened(files, cwd, started)).toContain(`/${root}.`);
  });

  test('takes the configuration for later versions as Lua', () => {
    const folder = writeFiles(tempFolder(), { 'init.lua': documented('Neovim 0.11 and later', 'init.lua') });
    const check = ['--headless', '-u', 'NONE', '-c', 'lua assert(loadfile("init.lua"))', '-c', 'quit'];
    const done = spawnSync(commandPath('neovim'), check, { cwd: folder, encoding: 'utf8' });
    expect(`${done.stdout}${done.stderr}`).toBe('');
  });
});

/** What Neovim prints when main.cw is opened in the folder `cwd`, with no command on the PATH; `before` runs in front of the configuration. */
function opened(files: Readonly<Record<string, string>>, cwd: string, before = ''): string {
  const folder = writeFiles(tempFolder(), {
    ...files,
    'init.lua': `${before}${documented('Neovim 0.7', 'init.lua')}`,
  });
  const done = spawnSync(
    commandPath('neovim'),
    ['--headless', '-u', path.join(folder, 'init.lua'), 'main.cw', '-c', 'quit'],
    {
      cwd: path.join(folder, cwd),
      env: { PATH: folder, HOME: folder, LANG: 'C.UTF-8', TERM: 'dumb' },
      encoding: 'utf8',
      timeout: 30_000,
    },
  );
  return `${done.stdout}${done.stderr}`;
}
