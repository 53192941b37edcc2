"""One agent with three tools and a replaceable model; what leaves is a reply composed by code."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from langchain.agents import create_agent
from langchain.agents.middleware import (
    AgentMiddleware,
    InputAgentState,
    ModelCallLimitMiddleware,
    ModelFallbackMiddleware,
    ModelRequest,
    ModelResponse,
    ModelRetryMiddleware,
    ToolCallLimitMiddleware,
)
from langchain.agents.middleware.model_call_limit import ModelCallLimitExceededError
from langchain.agents.middleware.tool_call_limit import ToolCallLimitExceededError
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.tools import BaseTool
from langgraph.graph.state import CompiledStateGraph

from bot.grounding import unsupported
from bot.planner import CASE, Planner, best_reply
from bot.planner import NAME as PLANNER
from bot.tools import Asking
from knowledge.answer import Reply
from knowledge.messages import Messages

_LOG = logging.getLogger(__name__)

_Graph = CompiledStateGraph[Any, Asking, Any, Any]


class _StayWithPlanner(AgentMiddleware[Any, Any, Any]):
    """Once the planner had to step in, it finishes the question: no second wait for the model."""

    def __init__(self, planner: Planner) -> None:
        super().__init__()
        self._planner = planner

    def wrap_model_call(
        self,
        request: ModelRequest[Any],
        handler: Callable[[ModelRequest[Any]], ModelResponse[Any]],
    ) -> ModelResponse[Any]:
        """Hand the request to the planner when the answer before this one was the planner's."""
        spoken = [message for message in request.messages if isinstance(message, AIMessage)]
        if spoken and _is_planners(spoken[-1]):
            request = request.override(model=self._planner)
        return handler(request)


class Agent:
    """Answers one question, by the planner's rules or with a language model.

    Args:
        tools: the three tools.
        planner: the model that needs no model.
        messages: section ``answer``.
        model: an optional language model, with its name.
        prompts: the language model's instructions and the stricter ones of the second try.
        max_calls: calls of the language model for one question, at most.
    """

    def __init__(
        self,
        tools: Sequence[BaseTool],
        planner: Planner,
        messages: Messages,
        *,
        model: tuple[str, BaseChatModel] | None = None,
        prompts: tuple[str, str] = ("", ""),
        max_calls: int = 4,
    ) -> None:
        self._say = messages
        self._planned = create_agent(planner, tools, context_schema=Asking)
        self._model_name = model[0] if model else PLANNER
        self._strict = prompts[1]
        self._worded = None
        if model is not None:
            middleware: list[AgentMiddleware[Any, Any, Any]] = [
                _StayWithPlanner(planner),
                ModelCallLimitMiddleware(run_limit=max_calls, exit_behavior="error"),
                ToolCallLimitMiddleware(run_limit=max_calls, exit_behavior="error"),
                ModelFallbackMiddleware(planner),
                ModelRetryMiddleware(max_retries=1, initial_delay=0.2, on_failure="error"),
            ]
            self._worded = create_agent(
                model[1],
                tools,
                context_schema=Asking,
                system_prompt=prompts[0],
                middleware=middleware,
            )

    def answer(self, asking: Asking) -> Reply:
        """Return the reply to one question.

        What the dialogue has settled to be about a case goes to the planner: verdicts are worded
        by code, so a language model could add nothing.

        Raises:
            TroLyError: no answer can be given, e.g. there is no index yet.
        """
        if self._worded is None or asking.turn is not None:
            return self._ask_planner(asking)
        reply = self._ask_model(self._worded, asking)
        if reply is not None:
            return reply
        planned = self._ask_planner(asking)
        return replace(planned, notices=(*planned.notices, self._say("answer.model_failed")))

    def _ask_planner(self, asking: Asking) -> Reply:
        state = self._planned.invoke(_opening(asking), context=asking)
        return best_reply(_replies(state["messages"]))

    def _ask_model(self, agent: _Graph, asking: Asking) -> Reply | None:
        """Return the reply in the language model's words, or ``None`` when they do not hold."""
        opening = _opening(asking)
        for _ in range(2):
            try:
                messages = agent.invoke(opening, context=asking)["messages"]
            except (ModelCallLimitExceededError, ToolCallLimitExceededError) as error:
                _LOG.warning("the language model was stopped: %s", error)
                return None
            replies, last = _replies(messages), messages[-1]
            if not replies or not isinstance(last, AIMessage):
                return None
            base = best_reply(replies)
            if _is_planners(last):
                return None
            if base.determination is not None:
                return base  # a verdict is worded by code, whatever a model says of it
            prose = str(last.text).strip()
            faults = unsupported(prose, [base]) if prose else ["…"]
            if not faults:
                return replace(base, text=prose, model=self._model_name)
            _LOG.warning("prose withheld, without a source: %s", ", ".join(faults))
            reminder = SystemMessage(self._strict.format(faults=", ".join(faults)))
            opening = {"messages": [reminder, HumanMessage(asking.question)]}
        return None


def _is_planners(message: AIMessage) -> bool:
    return message.response_metadata.get("model_name") == PLANNER


def _opening(asking: Asking) -> InputAgentState:
    settled = {CASE: asking.turn is not None}
    return {"messages": [HumanMessage(asking.question, additional_kwargs=settled)]}


def _replies(messages: Sequence[BaseMessage]) -> list[Reply]:
    return [
        message.artifact
        for message in messages
        if isinstance(message, ToolMessage) and isinstance(message.artifact, Reply)
    ]
