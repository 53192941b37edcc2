"""A chat model without a language model: plans tool calls by rules, words what they found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolCall, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool

from bot.routing import CHECK
from knowledge.answer import Reply

NAME = "planner"
CASE = "is_case"
"""Key in a message's ``additional_kwargs``: the dialogue has settled that it is about a case."""

Plan = Callable[[str], list[tuple[str, dict[str, str]]]]
"""From a question to tool calls in order of preference; a later one is tried when the one before
it found nothing."""


class Planner(BaseChatModel):
    """A chat model that follows :attr:`plan`; deterministic and offline.

    Attributes:
        plan: see :data:`Plan`.
    """

    plan: Plan

    @property
    def _llm_type(self) -> str:
        return NAME

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Return the planner itself: it knows its tools."""
        return self

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        asked, results = _turn(messages)
        replies = [m.artifact for m in results if isinstance(m.artifact, Reply)]
        is_case = asked.additional_kwargs.get(CASE)
        steps = [(CHECK, dict[str, str]())] if is_case else self.plan(str(asked.content))
        done = {message.name for message in results}
        next_steps = [step for step in steps if step[0] not in done]
        if next_steps and all(reply.kind == "abstain" for reply in replies):
            name, arguments = next_steps[0]
            call = ToolCall(name=name, args=arguments, id=uuid4().hex)
            message = AIMessage(content="", tool_calls=[call])
        else:
            message = AIMessage(content=best_reply(replies).text if replies else "")
        message.response_metadata = {"model_name": NAME}
        return ChatResult(generations=[ChatGeneration(message=message)])


def _turn(messages: Sequence[BaseMessage]) -> tuple[BaseMessage, list[ToolMessage]]:
    """Return the last question and the tool results that came after it."""
    asked = max(i for i, m in enumerate(messages) if isinstance(m, HumanMessage))
    later = [m for m in messages[asked + 1 :] if isinstance(m, ToolMessage)]
    return messages[asked], later


def best_reply(replies: Sequence[Reply]) -> Reply:
    """Return the reply that says most: a verdict, else the last that found something."""
    found = [reply for reply in replies if reply.kind != "abstain"]
    decided = [reply for reply in found if reply.determination is not None]
    return (decided or found or list(replies[:1]))[-1]
