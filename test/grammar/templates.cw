# SYNTAX TEST "source.clockwork" "strings and templates"
locals {
#<------ storage.type.block.clockwork
#      ^ punctuation.section.block.begin.clockwork
  escapes   = "a\n\t\r\"\\ \u00e9 \U0001F600 \q \u12"
# ^^^^^^^ variable.other.property.clockwork
#           ^ keyword.operator.assignment.clockwork
#              ^                                  ^^ string.quoted.double.clockwork
#               ^^^^^^^^^^ ^^^^^^ ^^^^^^^^^^ constant.character.escape.clockwork
#                                            ^^ ^^ invalid.illegal.escape.clockwork
  plain     = "no $ and % and {braces}"
# ^^^^^ variable.other.property.clockwork
#           ^ keyword.operator.assignment.clockwork
#              ^^^^^^^^^^^^^^^^^^^^^^^ string.quoted.double.clockwork
  literal   = "$${not} %%{this}"
# ^^^^^^^ variable.other.property.clockwork
#           ^ keyword.operator.assignment.clockwork
#              ^^      ^^ constant.character.escape.clockwork
#                ^^^^^   ^^^^^^ string.quoted.double.clockwork
  value     = "${var.a}-${~ upper("x${b}") ~}"
# ^^^^^ variable.other.property.clockwork
#           ^ keyword.operator.assignment.clockwork
#              ^^       ^^          ^^ punctuation.definition.template-expression.begin.clockwork
#                ^^^ variable.language.clockwork
#                    ^ variable.other.member.clockwork
#                     ^                ^    ^ punctuation.definition.template-expression.end.clockwork
#                      ^           ^ string.quoted.double.clockwork
#                         ^                ^ keyword.operator.strip.clockwork
#                           ^^^^^ support.function.builtin.clockwork
#                                     ^ variable.other.readwrite.clockwork
  nested    = "${"${"deep"}"}"
# ^^^^^^ variable.other.property.clockwork
#           ^ keyword.operator.assignment.clockwork
#              ^^ ^^ punctuation.definition.template-expression.begin.clockwork
#                    ^^^^ string.quoted.double.clockwork
#                         ^ ^ punctuation.definition.template-expression.end.clockwork
  directive = "%{ if on }a%{ else ~}b%{~ endif }"
# ^^^^^^^^^ variable.other.property.clockwork
#           ^ keyword.operator.assignment.clockwork
#              ^^         ^^         ^^ punctuation.definition.template-expression.begin.clockwork
#                 ^^         ^^^^        ^^^^^ keyword.control.conditional.clockwork
#                    ^^ variable.other.readwrite.clockwork
#                       ^          ^           ^ punctuation.definition.template-expression.end.clockwork
#                        ^          ^ string.quoted.double.clockwork
#                                 ^    ^ keyword.operator.strip.clockwork
  loop      = "%{ for k, v in m }${k}%{ endfor }"
# ^^^^ variable.other.property.clockwork
#           ^ keyword.operator.assignment.clockwork
#              ^^                ^^  ^^ punctuation.definition.template-expression.begin.clockwork
#                 ^^^                   ^^^^^^ keyword.control.for.clockwork
#                     ^  ^ variable.parameter.clockwork
#                          ^^ keyword.control.in.clockwork
#                             ^    ^ variable.other.readwrite.clockwork
#                               ^   ^          ^ punctuation.definition.template-expression.end.clockwork
  object    = "${jsonencode({ a = "}" })}"
# ^^^^^^                      ^ variable.other.property.clockwork
#           ^                   ^ keyword.operator.assignment.clockwork
#              ^^ punctuation.definition.template-expression.begin.clockwork
#                ^^^^^^^^^^ support.function.builtin.clockwork
#                                  ^ string.quoted.double.clockwork
#                                       ^ punctuation.definition.template-expression.end.clockwork
  lines     = "${
# ^^^^^ variable.other.property.clockwork
#           ^ keyword.operator.assignment.clockwork
#              ^^ punctuation.definition.template-expression.begin.clockwork
    var.a
#   ^^^ variable.language.clockwork
#       ^ variable.other.member.clockwork
  }!"
# ^ punctuation.definition.template-expression.end.clockwork
#  ^ string.quoted.double.clockwork
  after     = 1
# ^^^^^ variable.other.property.clockwork
#           ^ keyword.operator.assignment.clockwork
#             ^ constant.numeric.clockwork
}
#<- punctuation.section.block.end.clockwork
