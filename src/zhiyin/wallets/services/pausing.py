"""Stopping an asset for a while: it is neither exchanged nor sent out; what comes in still arrives, and balances stay."""

from datetime import datetime
from uuid import UUID

import structlog

from zhiyin.kit.errors import Refusal
from zhiyin.wallets import models
from zhiyin.wallets.queries.currencies import paused
from zhiyin.wallets.services.assets import UnknownAsset

log = structlog.get_logger(__name__)


class AssetPaused(Refusal):
    """Those who run this wallet have stopped the asset for a while."""

    code = "asset_paused"
    status = 409


def pause_asset(code: str, *, by: UUID, at: datetime) -> None:
    """The asset is neither exchanged nor sent out from now on; rates that were promised for it are not taken any more.

    Raises `UnknownAsset`, also for the deployment's own currency. Repeats: it stays paused since the first time.
    """
    _check_known(code)
    if models.Asset.objects.filter(code=code, paused_at=None).update(paused_at=at, paused_by_id=by):
        log.warning("asset_paused", asset=code, by=str(by))


def resume_asset(code: str, *, by: UUID) -> None:
    """The asset is exchanged and sent out again. Raises `UnknownAsset`. Repeats: nothing more happens."""
    _check_known(code)
    if models.Asset.objects.filter(code=code).exclude(paused_at=None).update(paused_at=None, paused_by=None):
        log.warning("asset_resumed", asset=code, by=str(by))


def check_going(*codes: str) -> None:
    """Raises `AssetPaused` when one of these is paused. Changes nothing. Repeats: the same answer."""
    for code in paused(codes):
        raise AssetPaused(asset=code)


def _check_known(code: str) -> None:
    if not models.Asset.objects.filter(code=code[:8]).exists():
        raise UnknownAsset(asset=code[:8])
