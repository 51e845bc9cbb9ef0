/** Emacs 28 and eglot with the configuration of docs/editors.md. */
import path from 'node:path';
import { test } from 'vitest';
import { commandPath, describeReal } from '../support/real.ts';
import { expectAll } from './expectations.ts';
import { documented, runEditor } from './fixture.ts';

const script = `
;;; -*- lexical-binding: t -*-
(require 'json)

(defun await (what holds)
  (with-timeout (15 (error "Waited in vain for %s" what))
    (while (not (funcall holds)) (accept-process-output nil 0.02))))

(defun codes ()
  (mapcar (lambda (diagnostic)
            (plist-get (alist-get 'eglot-lsp-diag (flymake-diagnostic-data diagnostic)) :code))
          (flymake-diagnostics)))

(defun go-behind (text)
  (goto-char (point-min))
  (search-forward text))

(defun put-right (from to)
  (goto-char (point-min))
  (search-forward from)
  (replace-match to t t))

(defun text-of (name)
  (with-current-buffer (find-file-noselect name)
    (buffer-substring-no-properties (point-min) (point-max))))

(defun run ()
  (let (seen hover)
    (switch-to-buffer (find-file-noselect "main.cw"))
    ;; What \`eglot-ensure' waits for: the command that opened the file is over.
    (run-hooks 'post-command-hook)
    (unless eglot--managed-mode (error "eglot does not manage the buffer"))
    (flymake-start)
    (await "problems" (lambda () (cdr (codes))))
    (push (cons 'problems (vconcat (codes))) seen)

    (go-behind "length(var.")
    (push (cons 'completions (vconcat (mapcar #'substring-no-properties
                                              (all-completions "" (nth 2 (eglot-completion-at-point))))))
          seen)

    (go-behind "contents = var.gree")
    (eglot-hover-eldoc-function (lambda (text &rest _) (setq hover text)))
    (await "a hover" (lambda () hover))
    (push (cons 'hover (substring-no-properties hover)) seen)

    (put-right "contents" "content")
    (put-right "length(var.)" "length(var.greeting)")
    (eglot--signal-textDocument/didChange)
    (await "no problems" (lambda () (flymake-start) (null (codes))))
    (push (cons 'problemsAfter (vconcat (codes))) seen)

    (eglot-format-buffer)
    (push (cons 'formatted (text-of "main.cw")) seen)
    ;; As it does when nobody types for half a second.
    (eglot--signal-textDocument/didChange)

    (go-behind "variable \\"gree")
    ;; It asks before it changes files that are not open.
    (cl-letf (((symbol-function 'y-or-n-p) (lambda (&rest _) t))) (eglot-rename "salute"))
    (push (cons 'renamed (mapcar (lambda (name) (cons (intern name) (text-of name)))
                                 '("main.cw" "more.cw" "clockwork.cwvars")))
          seen)
    (with-temp-file "../seen.json" (insert (json-encode seen)))))

(run)
(kill-emacs)
`;

describeReal('eglot', 'Emacs', () => {
  test('shows problems, completes, hovers, formats and renames', { timeout: 90_000 }, async () => {
    const load = (folder: string, name: string) => ['-l', path.join(folder, name)];
    const seen = await runEditor(
      commandPath('emacs'),
      (folder) => [
        ...['--batch', '--eval', '(package-initialize)'],
        ...load(folder, 'init.el'),
        ...load(folder, 'script.el'),
      ],
      { 'init.el': documented('Emacs with eglot', 'init.el'), 'script.el': script.trimStart() },
    );
    expectAll(seen);
  });
});
