# SYNTAX TEST "source.clockwork" "heredocs, and other languages in them"
locals {
#<------ storage.type.block.clockwork
#      ^ punctuation.section.block.begin.clockwork
  plain = <<EOT
# ^^^^^ variable.other.property.clockwork
#       ^ keyword.operator.assignment.clockwork
#         ^^ keyword.operator.heredoc.clockwork
#           ^^^ keyword.control.heredoc-token.clockwork
It's "quoted" ${var.a} \n $${b}
#<------------- string.unquoted.heredoc.clockwork
#                      ^^   ^^^ string.unquoted.heredoc.clockwork
#             ^^ punctuation.definition.template-expression.begin.clockwork
#               ^^^ variable.language.clockwork
#                   ^ variable.other.member.clockwork
#                    ^ punctuation.definition.template-expression.end.clockwork
#                         ^^ constant.character.escape.clockwork
  %{ for x in y ~}
# ^^ punctuation.definition.template-expression.begin.clockwork
#    ^^^ keyword.control.for.clockwork
#        ^ variable.parameter.clockwork
#          ^^ keyword.control.in.clockwork
#             ^ variable.other.readwrite.clockwork
#               ^ keyword.operator.strip.clockwork
#                ^ punctuation.definition.template-expression.end.clockwork
  ${x}
# ^^ punctuation.definition.template-expression.begin.clockwork
#   ^ variable.other.readwrite.clockwork
#    ^ punctuation.definition.template-expression.end.clockwork
  %{ endfor }
# ^^ punctuation.definition.template-expression.begin.clockwork
#    ^^^^^^ keyword.control.for.clockwork
#           ^ punctuation.definition.template-expression.end.clockwork
EOT
#<--- keyword.control.heredoc-token.clockwork
  flush = <<-END
# ^^^^^ variable.other.property.clockwork
#       ^ keyword.operator.assignment.clockwork
#         ^^^ keyword.operator.heredoc.clockwork
#            ^^^ keyword.control.heredoc-token.clockwork
      text EOT
#     ^^^^^^^^ string.unquoted.heredoc.clockwork
    END
#   ^^^ keyword.control.heredoc-token.clockwork
  shell = <<-SHELL
# ^^^^^ variable.other.property.clockwork
#       ^ keyword.operator.assignment.clockwork
#         ^^^ keyword.operator.heredoc.clockwork
#            ^^^^^ keyword.control.heredoc-token.clockwork
    echo "hi ${var.name} and $USER"
#   ^^^^ keyword.control.shell
#        ^^^             ^^^      ^ string.quoted.double.shell
#            ^^ punctuation.definition.template-expression.begin.clockwork
#              ^^^ variable.language.clockwork
#                  ^^^^ variable.other.member.clockwork
#                      ^ punctuation.definition.template-expression.end.clockwork
#                            ^^^^^ variable.other.shell
    it's never closed ${var.a}
#   ^^ meta.embedded.block.shellscript source.shell
#     ^^^^^^^^^^^^^^^ string.quoted.single.shell
#                     ^^ punctuation.definition.template-expression.begin.clockwork
#                       ^^^ variable.language.clockwork
#                           ^ variable.other.member.clockwork
#                            ^ punctuation.definition.template-expression.end.clockwork
  SHELL
# ^^^^^ keyword.control.heredoc-token.clockwork
  small = <<sh
# ^^^^^ variable.other.property.clockwork
#       ^ keyword.operator.assignment.clockwork
#         ^^ keyword.operator.heredoc.clockwork
#           ^^ keyword.control.heredoc-token.clockwork
    printf '$${HOME} %{ if a }x%{ endif }'
#   ^^^^^^ keyword.control.shell
#          ^  ^^^^^^          ^          ^ string.quoted.single.shell
#           ^^ constant.character.escape.clockwork
#                    ^^        ^^ punctuation.definition.template-expression.begin.clockwork
#                       ^^        ^^^^^ keyword.control.conditional.clockwork
#                          ^ variable.other.readwrite.clockwork
#                            ^          ^ punctuation.definition.template-expression.end.clockwork
sh
#<-- keyword.control.heredoc-token.clockwork
  in_call = upper(<<-BASH
# ^^^^^^^ variable.other.property.clockwork
#         ^ keyword.operator.assignment.clockwork
#           ^^^^^ support.function.builtin.clockwork
#                 ^^^ keyword.operator.heredoc.clockwork
#                    ^^^^ keyword.control.heredoc-token.clockwork
    echo
#   ^^^^ keyword.control.shell
  BASH
# ^^^^ keyword.control.heredoc-token.clockwork
  )
  after = 1
# ^^^^^ variable.other.property.clockwork
#       ^ keyword.operator.assignment.clockwork
#         ^ constant.numeric.clockwork
}
#<- punctuation.section.block.end.clockwork
